"""The doctor among a bank's neighbours, each behind a real socket, and one of them ill at a time."""

import json
from contextlib import ExitStack

import pytest

from tests.bank import SECRETS, Bank
from tests.living_platform import gatehouse
from tests.standins.app_service import AppService
from tests.standins.key_vault import READER, Vault
from tests.standins.serving import serving
from tests.standins.tls import over_tls
from tests.standins.wire import Answer, Cut, Late, wire_to

CANARY = "canary-of-a-server"
ECHO = {"body": f'{{"message": "you said {CANARY} {SECRETS}"}}'.encode()}


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """All neighbours, and nobody who uses them."""
    made = Bank(folder=tmp_path_factory.mktemp("bank"))
    with ExitStack() as stack:
        made.open(stack)
        made.settle_in()
        made.settings["GATEHOUSE_HOME"] = str(made.home)
        yield made


@pytest.fixture(scope="module")
def well(bank):
    """What is printed for machines when nobody is ill, and the exit code."""
    return gatehouse("doctor", "--json", **bank.settings)


@pytest.fixture(scope="module")
def ill(bank):
    """The same when most are, each in a way of its own."""
    for name, (trouble, *_) in ILLNESSES.items():
        bank.wires[name].upset(trouble, times=9)
    done = gatehouse("doctor", "--json", "--seconds", PATIENCE, **bank.settings)
    for wire in bank.wires.values():
        wire.troubles.clear()
    return done


def told(done):
    """What every neighbour is said to be, by role; the last one where there are several."""
    return {one["role"]: one for one in json.loads(done.stdout)["neighbours"]}


def test_a_bank_whose_neighbours_are_all_well_is_well(well):
    answers = told(well)

    assert (well.returncode, {one["state"] for one in answers.values()}) == (0, {"ok"})
    assert "lets the emulator's key send to events" in answers["bus"]["said"]
    assert "gatehouse-bot" in answers["statuses, reviews, CI"]["said"]


def test_no_secret_is_in_what_is_said_of_a_bank(bank, well):
    secrets = {**SECRETS, "teams": bank.channel.sig, "bus": "SharedAccessKey=devkey"}

    assert [name for name, secret in secrets.items() if secret in well.stdout + well.stderr] == []
    assert "AccountKey=***" in well.stdout


PATIENCE = 6
REFUSED = b'{"error_code": "PERMISSION_DENIED", "message": "Invalid access token. %s"}'
ILLNESSES = {
    "git": (Answer(401, **ECHO), "source", "GATEHOUSE_GITHUB_TOKEN"),
    "github": (Answer(503, **ECHO), "statuses, reviews, CI", "GATEHOUSE_GITHUB_API"),
    "databricks": (Answer(403, body=REFUSED % CANARY.encode()), "jobs", "GATEHOUSE_WORKSPACE_URL"),
    "mlflow": (Answer(403, body=REFUSED % CANARY.encode()), "registry", "GATEHOUSE_TRACKING_URI"),
    "blobs": (Cut(after=1), "blobs", "GATEHOUSE_STORAGE"),
    "artifactory": (Late(seconds=30), "artefacts", "GATEHOUSE_ARTIFACTORY"),
}


@pytest.mark.parametrize(
    ("role", "setting"), [rest for _, *rest in ILLNESSES.values()], ids=ILLNESSES
)
def test_who_is_ill_is_told_with_the_setting_to_mend(ill, role, setting):
    answer = told(ill)[role]

    assert answer["state"] == "trouble"
    assert setting in answer["said"] + answer["remedy"]


def test_who_hangs_is_said_to_be_silent(ill):
    assert told(ill)["artefacts"]["said"] == f"no answer within {PATIENCE} s"


def test_who_is_well_is_told_beside_those_who_are_ill(ill):
    answers = told(ill)

    assert ill.returncode == 1
    assert {answers[role]["state"] for role in ("bus", "people", "secret", "visitors")} == {"ok"}


def test_nothing_that_a_server_says_is_repeated(ill):
    for canary in (CANARY, *SECRETS.values()):
        assert canary not in ill.stdout + ill.stderr


def test_a_vault_is_asked_as_who_we_are_and_for_each_secret(bank, tmp_path):
    vault, service = Vault(), AppService(READER)
    vault.put("gatehouse-jobs", SECRETS["jobs"])
    with serving(vault.app) as address, wire_to(address) as wire, serving(service.app) as msi:
        place, authorities = over_tls(wire, tmp_path)
        given = {"GATEHOUSE_KEY_VAULT": place, "REQUESTS_CA_BUNDLE": authorities}

        done = gatehouse("doctor", "--home", tmp_path, "--json", **given, **service.settings(msi))

    said = {one["name"]: one["said"] for one in json.loads(done.stdout)["neighbours"]}
    assert READER["oid"] in said[place]
    assert said["gatehouse-jobs"] == "can be read"
    assert "put it there" in said["gatehouse-links"]
    assert (done.returncode, SECRETS["jobs"] in done.stdout) == (1, False)
