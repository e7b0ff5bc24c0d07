"""Azure DevOps: pushes of several refs, builds in both resource versions, and its two secrets."""

from datetime import UTC, datetime

import pytest

from functions.intake.azure_devops import azure_devops_event
from shared.core.messages import CiRun, Push
from tests.functions.webhooks import azure_devops_payloads as azure
from tests.functions.webhooks.door import BEFORE, COMMIT, NOBODY, Door, password, said

NAMED = {"repository": "bank/churn"}


@pytest.fixture
def door():
    return Door()


def deliver(door, payload, query=None, headers=None):
    """What Azure DevOps is answered, having shown the secret."""
    shown = password(door.secret()) if headers is None else headers
    return door.knock(azure_devops_event, payload, shown, query)


def test_a_push_is_announced(door):
    reply = deliver(door, azure.push())

    [order] = door.orders()
    assert (reply.status, order.repository, order.commit) == (202, "bank/churn", COMMIT)
    assert order.news == Push(ref="refs/heads/main", before=BEFORE, pusher="dana@bank.example")


def test_of_a_push_of_several_refs_the_registered_one_is_announced(door):
    others = [azure.moved("refs/heads/try", new="1" * 40), azure.moved("refs/tags/v1")]

    deliver(door, azure.push(*others, azure.moved(), azure.moved("refs/heads/z", new=NOBODY)))

    assert [order.news.ref for order in door.orders()] == ["refs/heads/main"]


def test_every_move_of_the_registered_ref_is_announced(door):
    reply = deliver(door, azure.push(azure.moved(), azure.moved(old=COMMIT, new="1" * 40)))

    assert [order.commit for order in door.orders()] == [COMMIT, "1" * 40]
    assert said(reply)["commits"] == [COMMIT, "1" * 40]
    assert len(set(said(reply)["accepted"])) == 2


def test_a_build_that_has_ended_is_news_of_the_tests(door):
    deliver(door, azure.build())

    [order] = door.orders()
    assert (order.repository, order.commit) == ("bank/churn", COMMIT)
    assert order.news == CiRun(
        id="2727068",
        name="unit tests",
        passed=True,
        address="https://dev.azure.com/bank-org/6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c"
        "/_build/results?buildId=2727068",
        at=datetime(2026, 11, 20, 9, 21, 8, 520904, tzinfo=UTC),
    )


def test_a_build_of_the_older_version_is_about_the_repository_that_the_address_names(door):
    deliver(door, azure.older_build(), NAMED)

    [order] = door.orders()
    assert (order.repository, order.commit) == ("bank/churn", COMMIT)
    assert order.news == CiRun(
        id="2",
        name="unit tests",
        passed=True,
        at=datetime(2026, 11, 20, 9, 6, 10, 690000, tzinfo=UTC),
    )


def test_the_address_does_not_overrule_the_payload(door):
    reply = deliver(door, azure.build(), {"repository": "bank/other"})

    assert reply.status == 202
    assert [order.repository for order in door.orders()] == ["bank/churn"]


@pytest.mark.parametrize(
    ("result", "passed"),
    [("succeeded", True), ("partiallySucceeded", False), ("failed", False)],
)
@pytest.mark.parametrize("older", [False, True], ids=["2.0", "1.0"])
def test_how_a_build_ended_is_told_in_either_version(door, older, result, passed):
    deliver(door, azure.older_build(status=result) if older else azure.build(result=result), NAMED)

    assert door.orders()[0].news.passed is passed


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        pytest.param(azure.deleted(), "was deleted", id="a deleted branch"),
        pytest.param(azure.push(azure.moved("refs/tags/v1")), "only pushes", id="a tag"),
        pytest.param(azure.push(azure.moved("refs/heads/x")), "only pushes", id="another branch"),
        pytest.param(azure.build(result="canceled"), "says nothing", id="a cancelled build"),
        pytest.param(azure.older_build(status="stopped"), "says nothing", id="a stopped build"),
        pytest.param(azure.build(reason="pullRequest"), "pull request", id="a pull request's"),
        pytest.param(
            azure.build(sourceBranch="refs/pull/5/merge"), "no branch", id="a merge nobody made"
        ),
        pytest.param(azure.build(sourceBranch="refs/heads/x"), "only tests", id="another branch's"),
        pytest.param(azure.shorter_build(), "version 2.0", id="a build that tells no commit"),
        pytest.param(
            azure.older_build(sourceGetVersion="C185823"), "version 2.0", id="a build of no commit"
        ),
        pytest.param(azure.event("ms.vss-release", {}, "1.0"), "start nothing", id="another event"),
    ],
)
def test_what_starts_nothing_is_politely_ignored(door, payload, words):
    reply = deliver(door, payload, NAMED)

    assert (reply.status, words in said(reply)["ignored"]) == (202, True)
    assert door.orders() == []


def test_a_push_of_no_ref_is_politely_ignored(door):
    payload = azure.push(refUpdates=[])

    assert said(deliver(door, payload)) == {"ignored": "no ref was moved"}


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(azure.older_build(), id="of the older version"),
        pytest.param(azure.build(repository=None), id="without its repository"),
        pytest.param(
            azure.build(repository={"type": "GitHub", "name": "bank/churn"}), id="of another host"
        ),
    ],
)
def test_a_build_of_nobody_knows_what_is_told_how_to_say_it(door, payload):
    reply = deliver(door, payload)

    assert reply.status == 400
    assert said(reply)["remedy"]


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"authorization": "Basic "}, id="nothing after its scheme"),
        pytest.param({"authorization": "Bearer {secret}"}, id="another scheme"),
        pytest.param({"authorization": "Basic {secret}"}, id="the bare secret"),
        pytest.param(password(b"wrong"), id="another password"),
        pytest.param({"authorization": "Basic é"}, id="no base64"),
        pytest.param({"x-gatehouse-secret": ""}, id="an empty header"),
        pytest.param({"x-gatehouse-secret": "{secret} "}, id="more than the secret"),
        pytest.param({"x-gatehouse-secret": "ü\ud800"}, id="letters no secret has"),
    ],
)
def test_who_does_not_show_the_secret_is_turned_away(door, shown):
    secret = door.secret().decode()
    headers = {name: value.replace("{secret}", secret) for name, value in shown.items()}

    assert deliver(door, azure.push(), headers=headers).status == 401
    assert door.orders() == []


def test_the_secret_of_another_repository_or_user_is_none(door):
    for headers in (password(door.secret("bank/other")), password(door.secret(), user="admin")):
        assert deliver(door, azure.push(), headers=headers).status == 401


def test_the_secret_may_come_in_a_header_of_its_own(door):
    headers = {"x-gatehouse-secret": door.secret().decode()}

    assert deliver(door, azure.push(), headers=headers).status == 202
    assert len(door.orders()) == 1


def test_the_scheme_may_be_spelt_in_lower_case(door):
    headers = {"authorization": password(door.secret())["authorization"].replace("B", "b", 1)}

    assert deliver(door, azure.push(), headers=headers).status == 202


def test_a_repository_of_the_same_name_in_another_project_is_another_one(door):
    project = {**azure.PROJECT, "name": "else"}

    reply = deliver(door, azure.push(repository={**azure.REPOSITORY, "project": project}))

    assert (reply.status, door.orders()) == (403, [])
