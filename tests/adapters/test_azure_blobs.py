"""What Blob Storage and the way to it can do to us, and what becomes of it."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared import contents, history
from shared.adapters.azure_blobs import AzureBlobs
from shared.adapters.azure_blobs.opening import known_as
from shared.core.decisions import decide
from shared.core.errors import RefusedError, TryAgainError
from shared.envelope import Envelope, reply
from shared.ports import NEW, ConflictError, CredentialsError
from shared.runs import Runs
from tests.builders import CHURN, LAX, NOW, PUSHED, SUPERSEDED
from tests.standins.azurite import azurite, connection_to, fresh_container
from tests.standins.key_vault import READER, Identity
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, wire_to

CANARY = "canary-in-a-coal-mine"
BUSY = Answer(503, {"x-ms-error-code": "ServerBusy", "Retry-After": "7"}, CANARY.encode())
MANY = Answer(429, {"Retry-After": "1"})
FORBIDDEN = Answer(
    403,
    {"x-ms-error-code": "AuthorizationPermissionMismatch", "Content-Type": "application/xml"},
    f"<Error><Code>AuthorizationPermissionMismatch</Code><Message>{CANARY}</Message></Error>".encode(),
)


@pytest.fixture
def wire():
    with wire_to(azurite()) as wire:
        yield wire


@pytest.fixture
def blobs(wire):
    """Blobs whose every request passes the wire; opening them is not counted."""
    blobs = AzureBlobs(connection_to(wire.address), container=fresh_container(), page=100)
    blobs.probe()
    wire.requests.clear()
    yield blobs
    blobs.close()


def statuses(wire):
    """What was asked and answered, without the addresses."""
    return [(exchange.method, exchange.status) for exchange in wire.requests]


def pushed(runs):
    """The run once it has heard of its push."""
    return heard(runs.load(CHURN, LAX), PUSHED)


def heard(record, event):
    """The run once it has heard of the event."""
    envelope = Envelope(id=f"e-{len(record.lines)}", body=event, time=NOW)
    return history.add(record, envelope, reply(envelope, decide(record.run, event, NOW), NOW))


# What a question costs


def test_content_metadata_and_condition_travel_in_one_request(blobs, wire):
    blobs.put("a", bytes(5_000_000), metadata={"stage": "checks"}, if_match=NEW)

    assert statuses(wire) == [("PUT", 201)]


def test_a_whole_blob_comes_in_one_answer(blobs, wire):
    etag = blobs.put("a", bytes(5_000_000))

    blobs.get("a")
    blobs.get("a", if_none_match=etag)
    blobs.get("b")

    assert statuses(wire)[1:] == [("GET", 206), ("GET", 304), ("GET", 404)]


def test_a_page_of_a_listing_costs_one_request(blobs, wire):
    names = [f"runs/{number:03}" for number in range(300)]
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda name: blobs.put(name, b"x", metadata={"of": name}), names))

    assert {row.name: row.metadata["of"] for row in blobs.list("runs/")} == {n: n for n in names}
    assert wire.count("GET") == 3


def test_a_blob_too_large_for_one_request_is_refused_before_it_is_sent(wire):
    blobs = AzureBlobs(connection_to(wire.address), largest=1_000)

    with pytest.raises(RefusedError, match="blob a: larger than 1000 bytes"):
        blobs.put("a", bytes(1_001))

    assert wire.requests == []


# What it says


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        pytest.param(BUSY, 7, id="busy for seven seconds"),
        pytest.param(MANY, 1, id="asked too often"),
        pytest.param(Answer(500), 0, id="broken"),
        pytest.param(Answer(408), 0, id="slow itself"),
        pytest.param(Answer(503, {"Retry-After": "tomorrow"}), 0, id="vague"),
    ],
)
def test_trouble_of_the_service_is_told_at_once_with_the_pause_it_asks_for(
    blobs, wire, answer, pause
):
    wire.upset(answer)

    with pytest.raises(TryAgainError, match="blob a") as told:
        blobs.put("a", b"x")

    assert told.value.after == timedelta(seconds=pause)
    assert CANARY not in str(told.value)
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda blobs: blobs.get("a"), id="get"),
        pytest.param(lambda blobs: blobs.put("a", b"x"), id="put"),
        pytest.param(lambda blobs: blobs.delete("a"), id="delete"),
        pytest.param(lambda blobs: list(blobs.list("a")), id="list"),
        pytest.param(lambda blobs: blobs.probe(), id="probe"),
    ],
)
def test_a_missing_role_is_one_sentence_that_names_the_setting_and_the_role(blobs, wire, ask):
    wire.upset(FORBIDDEN)

    with pytest.raises(CredentialsError) as told:
        ask(blobs)

    assert "GATEHOUSE_STORAGE" in str(told.value)
    assert "Storage Blob Data Contributor" in str(told.value)
    assert CANARY not in str(told.value)


def test_a_wrong_key_is_one_sentence_without_the_key(wire):
    key = b64encode(CANARY.encode()).decode()
    blobs = AzureBlobs(connection_to(wire.address, key), container=fresh_container())

    with pytest.raises(
        CredentialsError, match="GATEHOUSE_STORAGE: Blob Storage refuses us"
    ) as told:
        blobs.get("a")

    assert key not in f"{told.value} {blobs.place} {blobs!r}"
    assert len(wire.requests) == 1


def test_a_container_that_is_gone_is_not_an_empty_one(blobs):
    blobs.container().delete_container()

    with pytest.raises(RefusedError, match="GATEHOUSE_STORAGE: there is no such container"):
        blobs.get("a")


def test_a_delete_on_condition_is_a_conflict_too_where_the_service_says_not_found(blobs, wire):
    wire.upset(Answer(404, {"x-ms-error-code": "BlobNotFound"}))

    with pytest.raises(ConflictError, match="blob a"):
        blobs.delete("a", if_match="0x1")


def test_a_redirect_is_not_followed(blobs, wire):
    wire.upset(Answer(307, {"Location": "http://127.0.0.1:9/elsewhere"}))

    with pytest.raises(RefusedError, match="307"):
        blobs.put("a", b"x")


# What gets lost on the way


def test_an_answer_that_takes_too_long_is_not_waited_for_twice(wire):
    blobs = AzureBlobs(connection_to(wire.address), container=fresh_container(), patience=0.3)
    blobs.probe()
    wire.upset(Late(seconds=1), on="GET")

    with pytest.raises(TryAgainError):
        blobs.get("a")

    blobs.close()


@pytest.mark.parametrize("trouble", [Gone(), Lost()], ids=["request", "answer"])
def test_a_put_is_done_where_its_request_or_its_answer_got_lost(blobs, wire, trouble):
    wire.upset(trouble, on="PUT")

    etag = blobs.put("a", b"x", metadata={"stage": "checks"})

    assert blobs.get("a").etag == etag
    assert statuses(wire)[:2] == [("PUT", 0), ("PUT", 201)]


def test_a_conditional_put_that_meets_itself_is_a_conflict_and_was_done_once(blobs, wire):
    read = blobs.put("a", b"first")
    wire.upset(Lost(), on="PUT")

    with pytest.raises(ConflictError):
        blobs.put("a", b"second", if_match=read)

    assert blobs.get("a").data == b"second"


def test_a_delete_whose_answer_got_lost_is_done(blobs, wire):
    blobs.put("a", b"x")
    wire.upset(Lost(), on="DELETE")

    blobs.delete("a")

    assert blobs.get("a") is None


def test_a_listing_that_was_cut_short_is_read_again(blobs, wire):
    blobs.put("a", b"x", metadata={"stage": "checks"})
    wire.upset(Cut(after=200), on="GET")

    assert [row.metadata for row in blobs.list("")] == [{"stage": "checks"}]


def test_a_blob_that_was_cut_short_is_read_again(blobs, wire):
    blobs.put("a", b"0123456789")
    wire.upset(Cut(after=5), on="GET")

    assert blobs.get("a").data == b"0123456789"


def test_a_service_that_cannot_be_reached_is_a_passing_trouble():
    blobs = AzureBlobs(connection_to("http://127.0.0.1:9"))

    with pytest.raises(TryAgainError, match="blob a"):
        blobs.get("a")


def test_a_run_that_meets_its_own_save_has_not_been_moved_by_somebody_else(blobs, wire):
    runs = Runs(blobs=blobs)
    wire.upset(Lost(), on="PUT")

    saved = runs.save(pushed(runs))

    assert statuses(wire)[-3:] == [("PUT", 0), ("PUT", 409), ("GET", 206)]
    assert Runs(blobs=blobs).find(CHURN.run_id) == saved


def test_a_save_of_which_nothing_was_heard_is_found_when_the_event_comes_again(blobs, wire):
    runs = Runs(blobs=blobs)
    wire.upset(Lost(), on="PUT", times=2)

    with pytest.raises(TryAgainError):
        runs.save(pushed(runs))

    assert list(runs.load(CHURN, LAX).answers) == ["e-1"]


def test_a_run_that_somebody_else_saved_is_a_conflict_over_the_wire_too(blobs):
    runs = Runs(blobs=blobs)
    mine = pushed(runs)
    Runs(blobs=blobs).save(pushed(runs))

    with pytest.raises(ConflictError, match="somebody else"):
        runs.save(mine)


def test_an_ended_run_is_moved_although_no_answer_to_it_arrives_at_once(blobs, wire):
    runs = Runs(blobs=blobs)
    saved = runs.save(heard(pushed(runs), SUPERSEDED))
    wire.upset(Lost(), on="PUT", times=1)
    wire.upset(Lost(), on="DELETE")

    runs.archive(CHURN.run_id)

    assert list(runs.alive()) == []
    assert [row.metadata["stage"] for row in runs.ended()] == ["superseded"]
    assert Runs(blobs=blobs).find(CHURN.run_id).lines == saved.lines


def test_contents_that_meet_themselves_are_kept(blobs, wire):
    wire.upset(Lost(), on="PUT")

    digest = contents.keep(blobs, b"report")

    assert contents.fetch(blobs, digest) == b"report"


# Who comes at once


def test_no_count_is_lost_among_many_who_count_at_once(blobs):
    blobs.put("count", b"0")

    def count(_):
        while True:
            read = blobs.get("count")
            try:
                return blobs.put("count", b"%d" % (int(read.data) + 1), if_match=read.etag)
            except ConflictError:
                continue

    with ThreadPoolExecutor(8) as crowd:
        etags = set(crowd.map(count, range(40)))

    assert blobs.get("count").data == b"40"
    assert len(etags) == 40


# Where it is


def test_a_probe_says_where_and_who_we_are(blobs, wire):
    container = blobs.place.container

    assert blobs.probe() == (
        f"{wire.address}/gatehouse/{container} answers; there we are the emulator's own account"
    )


def test_in_the_bank_the_address_is_all_there_is_to_know():
    place = AzureBlobs("https://bankgatehouse.blob.core.windows.net/gatehouse/").place

    assert place.address == "https://bankgatehouse.blob.core.windows.net"
    assert (place.container, place.connection) == ("gatehouse", "")


def test_in_the_bank_the_client_is_made_without_a_call_and_known_by_its_identity():
    place = "https://bankgatehouse.blob.core.windows.net/gatehouse"
    blobs = AzureBlobs(place, credential=lambda: Identity(READER))

    assert blobs.container().url == place
    assert known_as(blobs.place, blobs.credential).startswith("application 11111111-aaaa, object")

    blobs.close()


def test_the_emulator_may_be_called_by_its_short_name():
    place = AzureBlobs("UseDevelopmentStorage=true", container="mine").place

    assert (place.address, place.container) == ("http://127.0.0.1:10000/devstoreaccount1", "mine")


ACCOUNT = "https://bankgatehouse.blob.core.windows.net"
KEY = f"AccountName=bank;AccountKey={CANARY}"


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("", id="nothing"),
        pytest.param(CANARY, id="a word"),
        pytest.param(ACCOUNT, id="no container"),
        pytest.param(f"{ACCOUNT}/Gatehouse", id="a container that cannot be"),
        pytest.param(f"{ACCOUNT}/gatehouse?sv=1&sig={CANARY}", id="a signature"),
        pytest.param("http://bankgatehouse.blob.core.windows.net/gatehouse", id="no encryption"),
        pytest.param("https://blob.example/gatehouse", id="somebody else's host"),
        pytest.param(f"DefaultEndpointsProtocol=https;{KEY}", id="an account key"),
        pytest.param(f"BlobEndpoint={ACCOUNT};SharedAccessSignature=sig={CANARY}", id="a SAS"),
        pytest.param(f"BlobEndpoint=http://127.0.0.1@evil.example/a;{KEY}", id="a false loopback"),
        pytest.param(f"BlobEndpoint=http://evil.example\\@127.0.0.1/a;{KEY}", id="two readings"),
        pytest.param(f"BlobEndpoint=http://[;{KEY}", id="no address"),
    ],
)
def test_any_other_place_is_refused_with_the_way_out_and_not_repeated(place):
    with pytest.raises(RefusedError, match="GATEHOUSE_STORAGE.*Storage Blob Data") as told:
        AzureBlobs(place)

    assert CANARY not in str(told.value)


# How things are spelt


@pytest.mark.parametrize("name", ["", "a\\b", "a/../b", "a./b", "a.", "a\n", "x" * 1025])
def test_a_name_that_would_become_another_is_refused(name):
    blobs = AzureBlobs(connection_to("http://127.0.0.1:9"))

    for ask in (blobs.get, blobs.delete, lambda name: blobs.put(name, b"x")):
        with pytest.raises(RefusedError, match="not a name"):
            ask(name)


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"Stage": "x"}, id="capitals"),
        pytest.param({"waiting-on": "x"}, id="a hyphen"),
        pytest.param({"stage": "x" * 9_000}, id="too much of it"),
    ],
)
def test_metadata_that_headers_cannot_hold_is_refused(metadata):
    with pytest.raises(RefusedError, match="blob a: .*metadata"):
        AzureBlobs(connection_to("http://127.0.0.1:9")).put("a", b"x", metadata=metadata)
