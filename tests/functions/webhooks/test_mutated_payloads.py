"""Whatever becomes of a payload: an answer, and never an order for anybody else."""

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.intake.azure_devops import azure_devops_event
from functions.intake.databricks import databricks_notice
from functions.intake.github import github_event
from functions.intake.gitlab import gitlab_event
from tests.functions.webhooks import azure_devops_payloads as azure
from tests.functions.webhooks import databricks_payloads as databricks
from tests.functions.webhooks import github_payloads as github
from tests.functions.webhooks import gitlab_payloads as gitlab
from tests.functions.webhooks.door import JOBS_SECRET, Door, password, signed, written

LARGEST = 5 * 1024 * 1024
DEEP = json.loads("[" * 150 + "]" * 150)
ODD = [
    *(None, True, 0, -1, 2**63, 10**400, 1.5, float("nan"), float("inf"), "", "\0", "\ud800"),
    *("bank/other", "bank", "other", "refs/heads/main", "0" * 40, "x" * 10_000, "\u202e", "7"),
    *([], {}, [[]], [None] * 1000, {"": {}}, DEEP),
]


def proved_by_password(door, body):
    """How Azure DevOps proves itself."""
    return password(door.secret())


def proved_by_token(door, body):
    """How GitLab proves itself."""
    return {"x-gitlab-token": door.secret().decode()}


def proved_for(event):
    """How GitHub proves itself."""
    return lambda door, body: signed(door.secret(), body, **{"x-github-event": event})


def proved_by_the_jobs_secret(door, body):
    """How Databricks proves itself."""
    return password(JOBS_SECRET)


PAYLOADS = {
    "github push": (github_event, github.push(), proved_for("push")),
    "github workflow run": (github_event, github.workflow_run(), proved_for("workflow_run")),
    "github check suite": (github_event, github.check_suite(), proved_for("check_suite")),
    "github ping": (github_event, github.ping(), proved_for("ping")),
    "azure push": (azure_devops_event, azure.push(), proved_by_password),
    "azure build": (azure_devops_event, azure.build(), proved_by_password),
    "azure older build": (azure_devops_event, azure.older_build(), proved_by_password),
    "gitlab push": (gitlab_event, gitlab.push(), proved_by_token),
    "gitlab pipeline": (gitlab_event, gitlab.pipeline(), proved_by_token),
    "databricks": (
        databricks_notice,
        databricks.task_ended("7", "8", name="gatehouse churn-0123456789abcdef training"),
        proved_by_the_jobs_secret,
    ),
}
EVERY_PAYLOAD = pytest.mark.parametrize("kind", PAYLOADS.values(), ids=PAYLOADS)
UNDERSTOOD = {202, 400, 401, 403, 413}


def places(value, path=()):
    """The way to every value inside a value."""
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for name, member in list(members):
        yield (*path, name)
        if isinstance(member, dict | list):
            yield from places(member, (*path, name))


def at(payload, path):
    """What holds the last step of the way, or nothing where an earlier mutation removed it."""
    for name in path:
        try:
            payload = payload[name]
        except (KeyError, IndexError, TypeError):
            return None
    return payload if isinstance(payload, dict | list) else None


def drop(holder, name):
    """Leave it out."""
    del holder[name]


def rename(holder, name):
    """Call it something else."""
    if isinstance(holder, dict):
        holder[f"{name}_"] = holder.pop(name)


def bury(holder, name):
    """Put it deeper."""
    holder[name] = {"a": [holder[name]]}


def retype(value):
    """Replace it."""

    def mutate(holder, name):
        holder[name] = deepcopy(value)

    return mutate


MUTATIONS = some.sampled_from([drop, rename, bury]) | some.sampled_from(ODD).map(retype)


def mutated(payload, draw):
    """The payload after a few mutations."""
    payload, ways = deepcopy(payload), list(places(payload))
    for _ in range(draw(some.integers(1, 3))):
        *way, name = draw(some.sampled_from(ways))
        holder = at(payload, way)
        known = isinstance(holder, list) and name in range(len(holder))
        if known or (isinstance(holder, dict) and name in holder):
            draw(MUTATIONS)(holder, name)
    return payload


def nothing_strange(door, reply):
    """An answer was given, and nobody else's repository or job was touched."""
    assert reply.status in UNDERSTOOD, reply.body
    assert {order.repository for order in door.orders()} <= {"bank/churn"}
    assert set(door.hints()) <= {"8"}


@EVERY_PAYLOAD
@settings(max_examples=60, deadline=None)
@given(data=some.data())
def test_a_mutated_payload_is_answered_and_starts_nothing_for_others(kind, data):
    act, payload, prove = kind
    door = Door()
    door.run_with("8")
    body = written(mutated(payload, data.draw))

    reply = door.knock(act, body, prove(door, body), {"repository": "bank/churn"})

    nothing_strange(door, reply)


@EVERY_PAYLOAD
@settings(max_examples=25, deadline=None)
@given(junk=some.binary(max_size=40), place=some.floats(0, 1), cut=some.booleans())
def test_mutated_bytes_are_answered_and_start_nothing_for_others(kind, junk, place, cut):
    act, payload, prove = kind
    door, body = Door(), written(payload)
    at = int(len(body) * place)
    body = body[:at] + junk + (b"" if cut else body[at + len(junk) :])

    nothing_strange(door, door.knock(act, body, prove(door, body)))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"[" * 1_000_000, 400, id="a list a million deep"),
        pytest.param(b'{"a":' * 1_000_000, 400, id="an object a million deep"),
        pytest.param(b"9" * 1_000_000, 400, id="a number of a million digits"),
        pytest.param(b'{"a":"' + b"\\ud800" * 10 + b'"}', 400, id="lone surrogates"),
        pytest.param(b'"\xed\xa0\x80"', 400, id="surrogates in UTF-8"),
        pytest.param(b"\0" * 100, 400, id="nothing but NUL"),
        pytest.param(b"", 400, id="nothing"),
        pytest.param(b"null", 400, id="null"),
        pytest.param(b"payload=%7B%7D", 400, id="a form"),
        pytest.param(b" " * LARGEST, 400, id="the largest body"),
        pytest.param(b" " * (LARGEST + 1), 413, id="one byte more"),
    ],
)
@EVERY_PAYLOAD
def test_a_body_that_is_built_to_hurt_is_turned_away(kind, body, status):
    act, _, prove = kind
    door = Door()

    assert door.knock(act, body, prove(door, body)).status == status
    nothing_strange(door, door.knock(act, body, prove(door, body)))


def test_of_a_key_that_comes_twice_the_same_one_is_judged_and_used():
    door, payload = Door(), written(github.push())
    twice = payload[:-1] + b', "repository": {"full_name": "bank/other"}}'

    reply = door.knock(github_event, twice, signed(door.secret(), twice))

    assert (reply.status, door.orders()) == (401, [])


@pytest.mark.parametrize("name", ["refUpdates", "pull_requests"])
def test_a_list_of_a_million_faults_is_answered_in_a_few_words(name):
    door, many = Door(), [1] * 1_000_000
    hostile = {
        "refUpdates": (azure_devops_event, azure.push(refUpdates=many), {}),
        "pull_requests": (
            github_event,
            github.check_suite(pull_requests=many),
            {"x-github-event": "check_suite"},
        ),
    }

    reply = door.knock(*hostile[name])

    assert reply.status == 400
    assert len(reply.body) < 1000
