"""Settings are read once, all their faults are told at once, and none of their values."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.core.findings import Priority
from shared.core.policy import DEFAULT_DEADLINES, Policy
from shared.core.spec import Threshold
from shared.settings import Settings, SettingsError, read_settings

CANARY = "hunter2-canary"
POLICY = """\
environments:
  - {name: dev, blocks: 1}
  - name: live
    blocks: 3
    role: risk-officer
    quorum: 2
    coverage: 80
    thresholds:
      - {metric: auc, greater_is_better: true, threshold: 0.75}
      - {metric: loss, greater_is_better: false, threshold: 0.5, environment: live}
deadlines:
  approval: P14D
  tests: PT12H
shadow: {readme: 2027-01-01, lint: 2026-12-24}
pylint: true
evidence_age: P1D
"""


def settings(**given):
    """The settings in an environment that names a home."""
    return read_settings({f"GATEHOUSE_{name}": str(value) for name, value in given.items()})


def faults(**given):
    with pytest.raises(SettingsError) as error:
        settings(**given)
    return str(error.value)


@pytest.fixture
def written(tmp_path):
    """Writes a policy file and returns its path."""

    def write(text):
        path = tmp_path / "policy.yml"
        path.write_text(text)
        return path

    return write


def test_a_home_is_enough():
    assert settings(HOME="/var/lib/gatehouse") == Settings(
        home=Path("/var/lib/gatehouse"),
        address="http://127.0.0.1:7071",
        roles={},
        policy=Policy(),
    )


def test_what_is_not_ours_does_not_matter():
    environment = {"GATEHOUSE_HOME": "/g", "PATH": "/bin", "XGATEHOUSE_ROLES": "nonsense"}

    assert read_settings(environment) == settings(HOME="/g")


def test_roles_are_people_in_lower_case_each_once():
    found = settings(
        HOME="/g", ROLES=" release-manager = Ada@bank.example,bob , ada@bank.example; risk=eve;;"
    )

    assert found.roles == {"release-manager": ("ada@bank.example", "bob"), "risk": ("eve",)}


def test_every_word_of_a_policy_file_counts(written):
    policy = settings(HOME="/g", POLICY=written(POLICY)).policy

    dev, live = policy.environments
    assert (dev.name, dev.blocks, dev.quorum) == ("dev", Priority.REQUIRED, 0)
    assert (live.blocks, live.role, live.quorum) == (Priority.ADVISED, "risk-officer", 2)
    assert live.thresholds == (
        Threshold(metric="auc", greater_is_better=True, threshold=0.75),
        Threshold(metric="loss", greater_is_better=False, threshold=0.5, environment="live"),
    )
    assert (dev.coverage, live.coverage) == (None, 80)
    assert policy.shadow == {"readme": date(2027, 1, 1), "lint": date(2026, 12, 24)}
    assert (policy.pylint, policy.evidence_age) == (True, timedelta(days=1))
    assert policy.patience("approval@live") == timedelta(days=14)
    assert policy.patience("tests") == timedelta(hours=12)
    assert policy.patience("training") == DEFAULT_DEADLINES["training"]


def test_every_fault_is_told_at_once(written):
    told = faults(
        ADDRESS="gatehouse", ROLES="nobody", POLICY=written("quorum: 1\n"), ROLS="x", POLCY="y"
    )

    for fault in (
        "GATEHOUSE_HOME: missing",
        "GATEHOUSE_ADDRESS: no address",
        "GATEHOUSE_ROLES: entry 1",
        "GATEHOUSE_POLICY: quorum: nobody reads this",
        "GATEHOUSE_ROLS: no such setting; there are HOME, ADDRESS, ROLES, POLICY",
        "GATEHOUSE_POLCY: no such setting",
    ):
        assert fault in told


@pytest.mark.parametrize(
    ("given", "spelt"),
    [
        ("http://gatehouse.example", "http://gatehouse.example"),
        ("https://gatehouse.example/", "https://gatehouse.example"),
        ("https://gatehouse.example:443", "https://gatehouse.example"),
        ("http://127.0.0.1:7071", "http://127.0.0.1:7071"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:7071", "http://[::1]:7071"),
    ],
)
def test_an_address_is_spelt_as_browsers_spell_an_origin(given, spelt):
    assert settings(HOME="/g", ADDRESS=given).address == spelt


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("", id="nothing"),
        pytest.param("gatehouse.example", id="no scheme"),
        pytest.param("ftp://gatehouse.example", id="another scheme"),
        pytest.param("http://Gatehouse.example", id="capitals"),
        pytest.param("http://gatehouse.example/api", id="a path"),
        pytest.param("http://gatehouse.example?x", id="a query"),
        pytest.param(f"http://ada:{CANARY}@gatehouse.example", id="a password"),
        pytest.param(f"http://gatehouse.example:{CANARY}", id="words in place of a port"),
        pytest.param(f"http://[{CANARY}", id="an open bracket"),
        pytest.param("http://gatehouse.example\n", id="a line break"),
    ],
)
def test_an_address_that_could_be_no_origin_is_refused_and_not_repeated(address):
    told = faults(HOME="/g", ADDRESS=address)

    assert "GATEHOUSE_ADDRESS: no address; write http(s)://host:port" in told
    assert CANARY not in told


@pytest.mark.parametrize(
    ("roles", "remark"),
    [
        pytest.param(CANARY, "entry 1 is not ROLE=PERSON", id="no equals sign"),
        pytest.param(f"a=b;{CANARY}", "entry 2 is not ROLE=PERSON", id="a second part without one"),
        pytest.param("a=", "entry 1 is not ROLE=PERSON", id="nobody"),
        pytest.param("a=,", "entry 1 is not ROLE=PERSON", id="two nobodies"),
        pytest.param(f"={CANARY}", "entry 1 is not ROLE=PERSON", id="no role"),
        pytest.param("a=b;a=c", "entry 2 names a role for the second time", id="a role twice"),
    ],
)
def test_roles_that_make_no_sense_are_refused_and_not_repeated(roles, remark):
    told = faults(HOME="/g", ROLES=roles)

    assert f"GATEHOUSE_ROLES: {remark}" in told
    assert CANARY not in told


THRESHOLD = """\
environments:
  - name: tst
    thresholds: [{metric: auc, greater_is_better: true, threshold: 1}]
"""
CONTRADICTIONS = {
    "no environments": ("environments: []", "at least one"),
    "two of one name": ("environments: [{name: tst}, {name: tst}]", "a name of its own"),
    "a name unfit for paths": ("environments: [{name: ../tst}]", "is no name"),
    "a negative quorum": ("environments: [{name: tst, quorum: -1}]", "-1 approvals"),
    "strictness that falls": (
        "environments: [{name: qa, blocks: 3}, {name: prod, blocks: 1}]",
        "prod lets pass what qa does not",
    ),
    "a threshold for another environment": (
        THRESHOLD.replace("threshold: 1", "threshold: 1, environment: prod"),
        "tst has a threshold for auc that is meant for prod",
    ),
    "a priority there is not": ("environments: [{name: tst, blocks: 9}]", "environments.0.blocks"),
    "a deadline for no step": ("deadlines: {lunch: PT1H}", "'lunch' is none of"),
    "a deadline in the past": ("deadlines: {tests: PT0S}", "over before it has begun"),
    "a deadline in words": ("deadlines: {tests: soon}", "deadlines.tests"),
    "a misspelt name": ("enviroments: []", "enviroments: nobody reads this"),
    "a misspelt name further in": (
        "environments: [{name: tst, quorom: 2}]",
        "environments.0.quorom: nobody reads this",
    ),
    "a misspelt name in a threshold": (
        THRESHOLD.replace("threshold: 1", "treshold: 1"),
        "environments.0.thresholds.0.treshold: nobody reads this",
    ),
    "no check in shadow": ("shadow: {raedme: 2027-01-01}", "'raedme' is no check; there are"),
    "a shadow without an end": ("shadow: {readme: forever}", "shadow.readme"),
    "a list in place of a mapping": ("[a, b]", "not a mapping"),
    "a mapping in place of a list": ("environments: {tst: {}}", "environments"),
    "no YAML": ("environments: [", "not YAML"),
    "an anchor": ("environments: &a []", "anchor"),
}


@pytest.mark.parametrize(("text", "remark"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_policy_that_cannot_be_meant_is_refused(written, text, remark):
    told = faults(HOME="/g", POLICY=written(text))

    assert told.startswith("GATEHOUSE_POLICY: ")
    assert remark in told


def test_all_faults_of_a_policy_are_told_at_once(written):
    told = faults(
        HOME="/g", POLICY=written("environments: [{name: tst, quorom: 2, blocks: 9}]\nx: 1\n")
    )

    for place in ("environments.0.quorom", "environments.0.blocks", "x: nobody"):
        assert place in told


def test_the_values_in_a_policy_are_not_repeated(written):
    told = faults(HOME="/g", POLICY=written(f"password: {CANARY}\ndeadlines: {{tests: {CANARY}}}"))

    assert "password: nobody reads this" in told
    assert CANARY not in told


@pytest.mark.parametrize("path", [CANARY, f"/{CANARY}/" * 60, f"{CANARY}\0"])
def test_a_policy_that_cannot_be_read_is_refused_and_its_path_not_repeated(path):
    told = faults(HOME="/g", POLICY=path)

    assert told.startswith("GATEHOUSE_POLICY: ")
    assert CANARY not in told


def test_the_bounds_of_a_job_are_whole_numbers():
    assert settings(HOME="/g", JOB_CPU_SECONDS=" 60 ", JOB_FILE_MIB="1").job_cpu_seconds == 60


@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "", "ten", "1e3", "1" * 20, CANARY])
def test_a_bound_that_bounds_nothing_is_refused_and_not_repeated(amount):
    told = faults(HOME="/g", JOB_MEMORY_MIB=amount)

    assert told == "GATEHOUSE_JOB_MEMORY_MIB: not a whole number from 1 up"


def test_a_home_must_be_a_folder(written):
    assert "GATEHOUSE_HOME: not a folder" in faults(HOME=written("x"))
    assert "GATEHOUSE_HOME: not a folder" in faults(HOME=" ")
