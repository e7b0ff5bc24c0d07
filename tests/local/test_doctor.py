"""The doctor: what settings mean, how each neighbour is, what has to be set up elsewhere."""

import json
import re
import socket
import sqlite3
from base64 import b64encode
from contextlib import closing

import pytest

from function_app import app
from local.bindings import declared
from local.doctor import in_silence
from local.doctor.examination import begun, ended
from local.doctor.identity import Mirror, identity_in
from local.doctor.masks import masked
from local.up import SCHEDULES
from shared.settings import read_settings
from tests.living_platform import gatehouse
from tests.standins.app_service import AppService
from tests.standins.artifactory import Artifactory
from tests.standins.key_vault import token_of
from tests.standins.serving import serving
from tests.test_contradictions import BANK, TENANT

CANARY = "canary-4711"
APP = {"oid": "22222222-bbbb", "appid": "11111111-aaaa", "tid": TENANT, "idtyp": "app"}
MEMBERS = {
    "faults": {"setting", "remark"},
    "settings": {"name", "value", "source"},
    "advice": {"setting", "priority", "remark", "remedy", "standard"},
    "neighbours": {"role", "name", "settings", "state", "said", "remedy", "milliseconds"},
    "grants": {"neighbour", "to", "right", "scope"},
    "entrances": {"provider", "address", "content_type", "events", "secret"},
}
ROLES = {
    *("blobs", "bus", "secrets", "secret", "repositories", "source", "statuses, reviews, CI"),
    *("jobs", "principals", "registry", "artefacts", "people", "visitors", "identity"),
}


def examined(home, seconds=20, **given):
    """What the doctor finds with these settings."""
    environment = {"GATEHOUSE_HOME": str(home), **given}
    return in_silence(environment, read_settings(environment), seconds)


def answers(found):
    """Every answer by the role of who gave it; the last one where there are several."""
    return {answer.role: answer for answer in found.neighbours}


def troubled(found):
    """Who is in trouble."""
    return {answer.role for answer in found.neighbours if answer.state == "trouble"}


def shown(found):
    """Every setting with its value and source."""
    return {one.name: (one.value, one.source) for one in found.settings}


def keep_secret(home, name, value):
    """Lay a secret into the folder of a laptop; its reference."""
    (home / "secrets").mkdir(parents=True, exist_ok=True)
    (home / "secrets" / name).write_text(value)
    (home / "secrets" / name).chmod(0o600)
    return f"file:{name}"


@pytest.fixture
def silent():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def closed():
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


# A laptop


def test_a_laptop_is_well_before_a_platform_has_been_there_and_stays_as_it_was(tmp_path):
    done = gatehouse("doctor", "--home", tmp_path / "home")

    assert (done.returncode, done.stderr) == (0, "")
    assert f"blobs and messages will lie in {tmp_path}/home/gatehouse.db" in done.stdout
    assert "none is needed" in done.stdout
    assert not (tmp_path / "home").exists()


def test_every_role_is_filled_on_a_laptop(tmp_path):
    found = examined(tmp_path)

    assert (set(answers(found)), found.verdict) == (ROLES, 0)


def test_a_platform_that_has_been_there_is_told_where_everything_lies(tmp_path):
    gatehouse("register", "retail/churn", "--team", "Retail", "--home", tmp_path)

    said = {role: answer.said for role, answer in answers(examined(tmp_path)).items()}

    assert said["blobs"] == f"blobs and messages lie in {tmp_path}/gatehouse.db"
    assert said["repositories"].startswith("1 registered")


def test_machines_are_told_in_one_document(tmp_path):
    told = json.loads(gatehouse("doctor", "--home", tmp_path, "--json").stdout)

    assert set(told) == {*MEMBERS, "identity", "sign_in"}
    assert (told["faults"], told["sign_in"]) == ([], None)
    for name in set(MEMBERS) - {"faults", "grants", "advice"}:
        assert {frozenset(one) for one in told[name]} == {frozenset(MEMBERS[name])}


def test_a_secret_that_others_may_read_is_a_trouble_of_its_own(tmp_path):
    keep_secret(tmp_path, "links", CANARY * 3)
    (tmp_path / "secrets" / "links").chmod(0o644)

    found = examined(tmp_path)

    assert troubled(found) == {"secret"}
    assert "chmod 600" in str(found.neighbours)


def test_a_repository_whose_secret_is_gone_is_named(tmp_path):
    gatehouse("register", "retail/churn", "--team", "Retail", "--home", tmp_path)
    for secret in (tmp_path / "secrets").glob("repository.*"):
        secret.unlink()

    assert answers(examined(tmp_path))["repositories"].said.startswith("repository retail/churn: ")


def test_a_store_of_another_release_is_told_and_does_not_hide_the_others(tmp_path):
    with closing(sqlite3.connect(tmp_path / "gatehouse.db")) as store:
        store.execute("PRAGMA user_version = 99")

    found = examined(tmp_path)

    assert troubled(found) == {"blobs", "bus", "repositories"}
    assert "written by another release" in answers(found)["blobs"].said


def test_a_home_that_cannot_be_made_is_told_by_everybody_who_would_live_there(tmp_path):
    (tmp_path / "file").touch()

    found = examined(tmp_path / "file" / "home")

    assert {"blobs", "bus", "secrets", "jobs", "artefacts", "people"} <= troubled(found)
    assert "name another GATEHOUSE_HOME" in answers(found)["people"].said


# Settings


WRONG = {"GATEHOUSE_GITHBU": CANARY, "GATEHOUSE_ROLES": "nobody", "GATEHOUSE_SMTP": "host"}


def test_wrong_settings_are_a_list_with_a_remedy_on_each_line(tmp_path):
    done = gatehouse("doctor", "--home", tmp_path, **WRONG)

    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (2, "")
    assert {line.partition(":")[0] for line in lines} == {*WRONG, "GATEHOUSE_MAIL_FROM"}
    assert all("; " in line or "is not" in line for line in lines)
    assert CANARY not in done.stdout


def test_wrong_settings_are_told_to_machines_as_well(tmp_path):
    done = gatehouse("doctor", "--home", tmp_path, "--json", **WRONG)

    told = json.loads(done.stdout)
    assert done.returncode == 2
    assert {fault["setting"] for fault in told["faults"]} == {*WRONG, "GATEHOUSE_MAIL_FROM"}
    assert told["neighbours"] == []


@pytest.fixture(scope="module")
def bank():
    """What the doctor says of a bank's settings, where it asks nobody."""
    settings = read_settings(SETTINGS)
    mirror = Mirror(environment=SETTINGS, settings=settings)
    return ended(begun(SETTINGS, settings), settings, (), mirror)


SETTINGS = BANK | {
    "GATEHOUSE_ROLES": "release-manager=rita@bank.example",
    "GATEHOUSE_AZURE_DEVOPS": "https://dev.azure.com/bank",
    "GATEHOUSE_GITLAB": "https://gitlab.bank.example",
    "GATEHOUSE_GITLAB_TOKEN": "gitlab-token",
}


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("GATEHOUSE_GITHUB", "https://github.com", "environment"),
        ("GATEHOUSE_GITHUB_TOKEN", "github-token", "environment"),
        ("GATEHOUSE_GITHUB_API", "https://api.github.com", "derived from GATEHOUSE_GITHUB"),
        ("GATEHOUSE_JOB_CPU_SECONDS", "900", "default"),
        ("GATEHOUSE_SMTP_USER", "", "not set"),
        ("GATEHOUSE_POLICY", "tst, qa, prod", "default"),
        ("GATEHOUSE_REGISTRY_URI", "databricks-uc", "environment"),
        (
            "GATEHOUSE_WORKSPACE_URL_TST",
            "https://adb-1.azuredatabricks.net",
            "derived from GATEHOUSE_WORKSPACE_URL_QA (R-021)",
        ),
        (
            "workspaceUrl of tst",
            "adb-1.azuredatabricks.net",
            "derived from GATEHOUSE_WORKSPACE_URL_QA (R-066)",
        ),
        (
            "workspaceUrl of prod",
            "adb-2.azuredatabricks.net",
            "derived from GATEHOUSE_WORKSPACE_URL_PROD (R-066)",
        ),
        (
            "registered models of prod",
            "prod.{team}.{model}",
            "derived from GATEHOUSE_REGISTERED_MODEL (R-052)",
        ),
        (
            "service principal of tst",
            "sp-{team}-qa",
            "derived from GATEHOUSE_PRINCIPAL_NAME (R-054)",
        ),
        (
            "service principal of prod",
            "3f1d9c62-1111-2222-3333-444444444444",
            "derived from GATEHOUSE_SPN_PROD (R-054)",
        ),
        ("OAUTH2_ID", "we are known by our own identity", "not needed (R-015)"),
    ],
)
def test_a_setting_is_shown_with_its_value_and_where_that_comes_from(bank, name, value, source):
    assert shown(bank)[name] == (value, source)


def test_every_setting_is_shown_once(bank):
    names = [one.name for one in bank.settings]

    assert len(set(names)) == len(names)
    assert set(SETTINGS) <= set(names)


@pytest.mark.parametrize(
    ("change", "priority", "standard"),
    [
        pytest.param({"GATEHOUSE_CLUSTER_DRIVER_NODE_ID": "3"}, 4, "R-024", id="a number"),
        pytest.param(
            {"GATEHOUSE_NOTEBOOK_PATH": "/Workspace/Platform"}, 3, "R-027", id="another folder"
        ),
    ],
)
def test_what_counts_and_could_be_better_is_advice_and_no_fault(change, priority, standard):
    settings = read_settings(SETTINGS | change)

    [one] = begun(SETTINGS | change, settings).advice

    assert (one.setting, one.priority, one.standard) == (*change, priority, standard)
    assert one.remedy


def test_a_bank_that_keeps_to_the_draft_gets_no_advice(bank):
    assert bank.advice == ()


@pytest.mark.parametrize(
    "text",
    [
        f"Endpoint=sb://localhost;SharedAccessKeyName=Root;SharedAccessKey={CANARY}=;x=y",
        f"DefaultEndpointsProtocol=http;AccountKey={CANARY}==",
        f"https://a.example/c?sv=1&sig={CANARY}",
        f"https://ada:{CANARY}@a.example",
        f"ghp_{CANARY}",
        f"abc8Q~{CANARY}",
        f"PWD={CANARY}",
    ],
    ids=["bus", "storage", "signature", "user", "token", "client secret", "password"],
)
def test_what_looks_like_a_key_is_masked_and_the_rest_is_not(text):
    assert CANARY not in masked(text)
    assert masked("adb-1.azuredatabricks.net") == "adb-1.azuredatabricks.net"


MISTAKEN = {
    "GATEHOUSE_PRINCIPAL_REQUEST": f"https://ask.example?sig={CANARY}",
    "GATEHOUSE_CLUSTER_POLICY_ID": f"abc8Q~{CANARY}",
    "GATEHOUSE_MAIL_FROM": f"AccountKey={CANARY}",
    "GATEHOUSE_SMTP_USER": f"ghp_{CANARY}",
    "GATEHOUSE_SMTP_PASSWORD": "smtp-password",
    "SECRET_OF_SOMEBODY_ELSE": CANARY,
}


def test_a_secret_in_the_wrong_setting_is_shown_nowhere():
    environment = SETTINGS | MISTAKEN
    settings = read_settings(environment)
    mirror = Mirror(environment=environment, settings=settings)

    found = ended(begun(environment, settings), settings, (), mirror)

    assert CANARY not in str(found)


# Neighbours in trouble


def test_a_bus_and_blobs_that_are_gone_are_a_line_each(tmp_path, closed):
    port = closed.rpartition(":")[2]
    bus = f"Endpoint=sb://localhost:{port};SharedAccessKeyName=R;SharedAccessKey={CANARY}"
    blobs = (
        f"AccountName=a;AccountKey={b64encode(CANARY.encode()).decode()};BlobEndpoint={closed}/a"
    )

    done = gatehouse(
        *("doctor", "--home", tmp_path, "--json"),
        SERVICE_BUS=f"{bus};UseDevelopmentEmulator=true",
        GATEHOUSE_STORAGE=f"DefaultEndpointsProtocol=http;{blobs}",
    )

    told = {one["role"]: one for one in json.loads(done.stdout)["neighbours"]}
    assert {role for role, one in told.items() if one["state"] == "trouble"} == GONE
    assert (done.returncode, CANARY in done.stdout + done.stderr) == (1, False)


GONE = {"bus", "blobs", "repositories"}


def test_nobody_at_home_is_one_line_with_the_setting_and_does_not_hide_the_others(tmp_path, closed):
    token = keep_secret(tmp_path, "artifactory", CANARY)

    found = examined(tmp_path, GATEHOUSE_ARTIFACTORY=closed, GATEHOUSE_ARTIFACTORY_TOKEN=token)

    assert troubled(found) == {"artefacts"}
    assert "ConnectError" in answers(found)["artefacts"].said
    assert "GATEHOUSE_ARTIFACTORY" in answers(found)["artefacts"].remedy


def test_a_wrong_token_is_one_clear_sentence_and_is_not_repeated(tmp_path):
    token = keep_secret(tmp_path, "artifactory", CANARY)

    with serving(Artifactory().app) as address:
        place = {"GATEHOUSE_ARTIFACTORY": f"{address}/artifactory"}
        done = gatehouse(
            *("doctor", "--home", tmp_path), **place, GATEHOUSE_ARTIFACTORY_TOKEN=token
        )

    [line] = [line for line in done.stdout.splitlines() if line.startswith("trouble")]
    assert (done.returncode, done.stderr) == (1, "")
    assert "does not know us; GATEHOUSE_ARTIFACTORY_TOKEN must be" in line
    assert CANARY not in done.stdout


def test_who_hangs_keeps_nobody_from_being_shown_and_does_not_hold_us_up(tmp_path, silent):
    done = gatehouse(
        *("doctor", "--home", tmp_path, "--json", "--seconds", 1), GATEHOUSE_GITLAB=silent
    )

    told = {one["role"]: one for one in json.loads(done.stdout)["neighbours"]}
    assert done.returncode == 1
    assert told["source"]["said"] == "no answer within 1 s"
    assert "GATEHOUSE_GITLAB" in told["source"]["remedy"]
    assert told["blobs"]["state"] == "ok"


def test_a_vault_out_of_reach_is_a_line_and_no_crash(tmp_path, closed):
    vault = closed.replace("http:", "https:")

    found = examined(
        tmp_path,
        GATEHOUSE_KEY_VAULT=vault,
        GATEHOUSE_TEAMS="teams-workflow",
    )

    assert troubled(found) >= {"secrets", "secret", "people"}
    assert "GATEHOUSE_KEY_VAULT" in answers(found)["secrets"].remedy
    assert answers(found)["blobs"].state == "ok"


def test_too_few_people_in_a_role_are_told(tmp_path):
    found = examined(tmp_path, GATEHOUSE_ROLES="risk-officer=eve@bank.example")

    assert troubled(found) == {"visitors"}
    assert "release-manager needs 1 for prod and has 0" in answers(found)["visitors"].said


# What an administrator must know


def test_an_app_sees_itself_as_entra_does(tmp_path):
    service = AppService(APP)

    with serving(service.app) as address:
        done = gatehouse("doctor", "--home", tmp_path, "--json", **service.settings(address))

    told = json.loads(done.stdout)["identity"]
    assert (told["object_id"], told["application_id"]) == (APP["oid"], APP["appid"])
    assert (told["tenant"], told["kind"]) == (TENANT, "app")
    assert token_of(APP) not in done.stdout


def test_a_person_at_a_desk_is_not_taken_for_the_app():
    me = identity_in(token_of({"oid": "1-2", "upn": "ada@bank.example", "idtyp": "user"}))

    assert me.kind == "user"
    assert "ada@bank.example, signed in at this desk and not the app" in me.remark


GRANTS = [
    ("bus", "Azure Service Bus Data Sender", "namespace bank-gatehouse.servicebus.windows.net"),
    ("bus", "Azure Service Bus Data Receiver", "namespace bank-gatehouse.servicebus.windows.net"),
    ("blobs", "Storage Blob Data Contributor", "gatehouse.blob.core.windows.net/runs"),
    ("secrets", "Key Vault Secrets User", "vault https://gatehouse.vault.azure.net"),
    ("github", "Commit statuses: write", "https://github.com"),
    ("gitlab", "scope api", "https://gitlab.bank.example"),
    ("azure-devops", "member of the organisation", "https://dev.azure.com/bank"),
    ("azure-devops", "Build (read)", "https://dev.azure.com/bank"),
    ("jobs", "service principal of the workspace", "https://adb-1.azuredatabricks.net"),
    ("jobs", "service principal of the workspace", "https://adb-2.azuredatabricks.net"),
    ("principals", "list its service principals", "https://adb-1.azuredatabricks.net"),
    ("jobs", "servicePrincipal/user", "service principal 3f1d9c62-1111"),
    ("jobs", "READ VOLUME and WRITE VOLUME", "volume mlops.gatehouse.jobs"),
    ("jobs", "CAN_MANAGE_RUN", "gatehouse-score"),
    ("registry", "owner of the registered models", "{environment}.{team}.{model}"),
    ("artefacts", "neither Delete nor Overwrite", "https://bank.jfrog.io/artifactory"),
    ("people", "send as gatehouse@bank.example", "server smtp.bank.example:587"),
]


@pytest.mark.parametrize(("neighbour", "right", "scope"), GRANTS)
def test_a_bank_is_told_what_to_give_to_whom_on_what(bank, neighbour, right, scope):
    fitting = [one for one in bank.grants if one.neighbour == neighbour and right in one.right]

    assert any(scope in one.scope and one.to for one in fitting)


def test_a_laptop_needs_no_rights(tmp_path):
    assert examined(tmp_path).grants == ()


def test_every_webhook_is_shown_at_an_address_that_there_is(bank):
    doors = declared(app, SCHEDULES).routes
    routes = {route.template for route in doors if "POST" in route.methods}

    addresses = {one.address.partition("?")[0] for one in bank.entrances}

    start = "https://gatehouse.bank.example/api/"
    assert {address.removeprefix(start) for address in addresses} == routes - {
        "job-completions",
        "approvals/{run_id}/{environment}",
    }


def test_signing_in_is_described_as_the_portal_asks_for_it(bank):
    way = bank.sign_in

    assert way.redirect_uri == "https://gatehouse.bank.example/.auth/login/aad/callback"
    assert (way.tenant, way.app_roles) == (TENANT, ("release-manager",))
    assert {"email", "upn", "acct"} <= set(way.optional_claims)


def test_every_member_of_the_document_is_described():
    from local import doctor

    named = re.findall(r"`(\w+)`", doctor.__doc__)

    assert {*MEMBERS, *set().union(*MEMBERS.values())} <= set(named)
