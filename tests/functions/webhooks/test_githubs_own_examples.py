"""Real payloads of GitHub's, from `@octokit/webhooks-examples`: all of them, under every name."""

import json

import pytest

from functions.intake.github import EVENTS, github_event
from tests.functions.webhooks.door import Door, said, signed
from tests.standins.npm import installed

PACKAGE = "@octokit/webhooks-examples"
SPOKEN_OF = ("Codertocat/Hello-World", "octo-org/octo-repo")
TAKEN = {"push", "workflow_run"}


@pytest.fixture(scope="module")
def examples():
    """Every example with the name of its event."""
    indices = sorted((installed() / PACKAGE).glob("*/index.json"))
    found = [one for index in indices for one in json.loads(index.read_bytes())]
    return [(one["name"], json.dumps(each).encode()) for one in found for each in one["examples"]]


@pytest.fixture
def door():
    """A door at which every repository that the examples speak of is registered."""
    made = Door()
    secret = made.secrets.create("examples")
    for name in SPOKEN_OF:
        made.register(name, secret=secret, branch="master")
    return made


def deliver(door, event, body):
    """What GitHub is answered, having signed the example."""
    secret = door.secrets.value("memory:examples")
    return door.knock(github_event, body, signed(secret, body, **{"x-github-event": event}))


def test_there_are_hundreds_of_examples(examples):
    assert len(examples) > 300
    assert {name for name, _ in examples} > set(EVENTS)


def test_every_example_is_understood_and_only_pushes_and_test_runs_give_orders(door, examples):
    for event, body in examples:
        reply = deliver(door, event, body)

        assert reply.status in (202, 403), (event, reply.body)
        orders = door.orders()
        assert not orders or event in TAKEN
        assert {order.repository for order in orders} <= set(SPOKEN_OF)


def test_the_pushes_and_test_runs_of_the_branch_give_orders(door, examples):
    answers = {}
    for event, body in examples:
        answers.setdefault(event, []).append(said(deliver(door, event, body)))

    accepted = {event for event, all in answers.items() if any("accepted" in one for one in all)}
    assert accepted == TAKEN


def test_nobody_can_pass_an_event_off_as_another(door, examples):
    for event, body in examples:
        for other in EVENTS:
            if other != event:
                assert deliver(door, other, body).status in (202, 400, 403)

    assert door.orders() == []


def test_without_the_right_signature_no_example_gives_an_order(door, examples):
    for event, body in examples:
        reply = door.knock(github_event, body, {"x-github-event": event})
        assert reply.status in (202, 401, 403)

    assert door.orders() == []
