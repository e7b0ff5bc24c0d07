"""What nobody could handle, as people see and settle it on the command line."""

import json

import pytest

from shared.adapters.service_bus import ServiceBus
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from tests.adapters.sending import ids, receive, send
from tests.living_platform import gatehouse
from tests.standins.service_bus import stand_in


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def bus(home):
    """The bus of a platform that is not running."""
    store = SqliteStore(home / "gatehouse.db", system_clock)
    yield SqliteBus(store)
    store.close()


@pytest.fixture
def worn(bus):
    """The token of a message that was delivered too often."""
    send(bus, "push-1.0")
    while receive(bus):
        bus.reclaim()
    [aside] = bus.aside()
    return aside.token


def complaint(done):
    """The one line with which a command has given up."""
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    return line


def test_what_the_bus_of_a_bank_keeps_is_told_though_nothing_is_kept_at_home(home):
    with stand_in() as broker:
        bus = ServiceBus(broker.address)
        bus.set_aside(b"nonsense", "not a message we know")
        place = {"SERVICE_BUS": broker.address, "GATEHOUSE_STORAGE": "UseDevelopmentStorage=true"}

        said = gatehouse("aside", "--home", home, "--json", **place)

        bus.close()
    [aside] = json.loads(said.stdout)
    assert (aside["message"], aside["reason"]) == ("nonsense", "not a message we know")


def test_where_nothing_was_set_aside_the_list_says_so(home, bus):
    said = gatehouse("aside", "--home", home)
    listed = gatehouse("aside", "--home", home, "--json")

    assert (said.returncode, said.stdout) == (0, "nothing was set aside\n")
    assert json.loads(listed.stdout) == []


def test_what_was_set_aside_is_listed_with_who_gave_it_up_and_why(home, bus, worn):
    bus.set_aside(b"[red]nonsense\xff\x1b[2J", "not a message we know")

    said = gatehouse("aside", "--home", home)

    [first, second] = said.stdout.splitlines()[-3:-1]
    assert (said.returncode, said.stderr) == (0, "")
    for words in (worn, "the queue run-checks", "push-1.0", "delivered 10 times"):
        assert words in first
    for words in ("its function", "[red]nonsense", "not a message we know"):
        assert words in second
    assert "\x1b" not in said.stdout


def test_what_was_set_aside_is_listed_for_machines_with_the_message_itself(home, worn):
    [aside] = json.loads(gatehouse("aside", "--home", home, "--json").stdout)

    assert (aside["token"], aside["queue"], aside["id"]) == (worn, "run-checks", "push-1.0")
    assert json.loads(aside["message"])["type"] == "gatehouse.RunChecks.v1"


def test_a_message_sent_again_is_received_under_a_fresh_id_and_lies_aside_no_more(home, bus, worn):
    done = gatehouse("aside", "again", worn, "--home", home)

    assert (done.returncode, done.stdout) == (0, f"{worn} was sent again\n")
    assert ids(receive(bus)) == ["push-1.0~2"]
    assert list(bus.aside()) == []


def test_a_message_that_is_dropped_is_forgotten(home, bus, worn):
    done = gatehouse("aside", "drop", worn, "--home", home)

    assert (done.returncode, done.stdout) == (0, f"{worn} is forgotten\n")
    assert (list(bus.aside()), ids(receive(bus))) == ([], [])


def test_what_nobody_can_read_is_not_sent_again_and_stays(home, bus):
    bus.set_aside(b"nonsense", "not a message we know")
    [aside] = bus.aside()

    assert "not JSON" in complaint(gatehouse("aside", "again", aside.token, "--home", home))
    assert list(bus.aside()) == [aside]


@pytest.mark.parametrize("act", ["again", "drop"])
def test_a_token_that_names_nothing_is_named_with_the_remedy(home, bus, act):
    line = complaint(gatehouse("aside", act, "run-checks:7", "--home", home))

    assert "run-checks:7: nothing goes by that token; `gatehouse aside` lists" in line
