"""GitLab: pushes and pipelines, proved by a token or by a signature that does not last."""

import hmac
from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest

from functions.intake.gitlab import gitlab_event
from shared.core.messages import CiRun, Push
from tests.functions.webhooks import gitlab_payloads as gitlab
from tests.functions.webhooks.door import BEFORE, COMMIT, Door, said, written

ENDED = datetime(2026, 11, 20, 9, 26, 29, tzinfo=UTC)
KEY = b"whsec_" + b64encode(bytes(range(32)))


@pytest.fixture
def door():
    return Door()


def deliver(door, payload, headers=None):
    """What GitLab is answered, having sent the token."""
    token = {"x-gitlab-token": door.secret().decode(), "x-gitlab-event": "Push Hook"}
    return door.knock(gitlab_event, payload, token if headers is None else headers)


def signature(door, payload, *, key=KEY, name="d8f3", late=0):
    """The headers of a delivery that is signed as Standard Webhooks says."""
    seconds = str(int(door.clock().timestamp()) - late)
    message = f"{name}.{seconds}.".encode() + written(payload)
    digest = hmac.digest(b64decode(key.removeprefix(b"whsec_")), message, "sha256")
    return {
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": "v1," + b64encode(digest).decode(),
    }


@pytest.fixture
def signing(door):
    """A door whose repository has a signing key."""
    door.secrets.kept["memory:bank/churn"] = KEY
    return door


def test_a_push_is_announced(door):
    reply = deliver(door, gitlab.push())

    [order] = door.orders()
    assert (reply.status, order.repository, order.commit) == (202, "bank/churn", COMMIT)
    assert order.news == Push(ref="refs/heads/main", before=BEFORE, pusher="dana@bank.example")


@pytest.mark.parametrize("email", [None, "", "[REDACTED]"])
def test_a_pusher_who_keeps_the_address_private_is_known_by_name(door, email):
    deliver(door, gitlab.push(user_email=email))

    assert door.orders()[0].news.pusher == "dana"


@pytest.mark.parametrize(("status", "passed"), [("success", True), ("failed", False)])
def test_a_pipeline_that_has_ended_is_news_of_the_tests(door, status, passed):
    deliver(door, gitlab.pipeline(status=status))

    [order] = door.orders()
    page = "https://gitlab.example/bank/churn/-/pipelines/31"
    assert (order.repository, order.commit) == ("bank/churn", COMMIT)
    assert order.news == CiRun(id="31", name="unit tests", passed=passed, address=page, at=ENDED)


def test_a_pipeline_without_a_name_is_one_all_the_same(door):
    deliver(door, gitlab.pipeline(name=None, url=None))

    assert door.orders()[0].news == CiRun(id="31", name="", passed=True, at=ENDED)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        pytest.param(gitlab.deleted(), "was deleted", id="a deleted branch"),
        pytest.param(gitlab.tag_push(), "tag_push", id="a tag"),
        pytest.param(gitlab.push(ref="refs/heads/x"), "only pushes", id="another branch"),
        pytest.param(gitlab.pipeline(ref="x"), "only tests", id="a pipeline of another branch"),
        pytest.param(gitlab.pipeline(tag=True), "tag", id="a pipeline of a tag called main"),
        pytest.param(gitlab.pipeline(status="running"), "running", id="a pipeline that still runs"),
        pytest.param(gitlab.pipeline(status="canceled"), "canceled", id="a cancelled pipeline"),
        pytest.param(
            gitlab.pipeline(gitlab.merge_request(), source="merge_request_event"),
            "merge request",
            id="a fork's merge request",
        ),
        pytest.param(
            gitlab.pipeline(gitlab.merge_request(), source="parent_pipeline"),
            "merge request",
            id="a child of a fork's pipeline",
        ),
        pytest.param(
            gitlab.pipeline(source="external_pull_request_event"),
            "merge request",
            id="a pull request from elsewhere",
        ),
        pytest.param({"object_kind": "note"}, "note", id="another event"),
    ],
)
def test_what_starts_nothing_is_politely_ignored(door, payload, words):
    reply = deliver(door, payload)

    assert (reply.status, words in said(reply)["ignored"]) == (202, True)
    assert door.orders() == []


def test_a_pipeline_in_a_fork_is_one_of_a_repository_nobody_registered(door):
    fork = {**gitlab.PROJECT, "path_with_namespace": "mallory/churn"}

    assert deliver(door, gitlab.pipeline(project=fork)).status == 403


@pytest.mark.parametrize("token", ["", "wrong", "é", None])
def test_who_does_not_send_the_token_is_turned_away(door, token):
    headers = {} if token is None else {"x-gitlab-token": token}

    assert deliver(door, gitlab.push(), headers).status == 401
    assert door.orders() == []


def test_a_signature_is_believed_for_five_minutes_by_our_clock(signing):
    for late, status in ((0, 202), (300, 202), (301, 401), (-300, 202), (-301, 401)):
        headers = signature(signing, gitlab.push(), late=late)
        assert deliver(signing, gitlab.push(), headers).status == status, late


def test_one_of_several_signatures_is_enough(signing):
    headers = signature(signing, gitlab.push())
    headers["webhook-signature"] = "v1,AAAA v1a,x " + headers["webhook-signature"]

    assert deliver(signing, gitlab.push(), headers).status == 202


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"webhook-id": "other"}, id="another name"),
        pytest.param({"webhook-id": ""}, id="no name"),
        pytest.param({"webhook-timestamp": "1763629201"}, id="another moment"),
        pytest.param({"webhook-timestamp": ""}, id="no moment"),
        pytest.param({"webhook-timestamp": "٣"}, id="a digit of another script"),
        pytest.param({"webhook-timestamp": "9" * 12}, id="a moment beyond all years"),
        pytest.param({"webhook-timestamp": "9" * 5000}, id="a number nobody reads"),
        pytest.param({"webhook-signature": ""}, id="no signature"),
        pytest.param({"webhook-signature": "v1,"}, id="an empty one"),
        pytest.param({"webhook-signature": "é " * 1000}, id="many that are none"),
    ],
)
def test_a_signature_of_anything_else_is_turned_away(signing, changes):
    headers = {**signature(signing, gitlab.push()), **changes}

    assert deliver(signing, gitlab.push(), headers).status == 401
    assert signing.orders() == []


def test_a_signing_key_is_never_taken_as_a_token(signing):
    assert deliver(signing, gitlab.push(), {"x-gitlab-token": KEY.decode()}).status == 401


def test_a_token_is_never_taken_as_a_signing_key(door):
    plain = b64encode(door.secret())

    assert deliver(door, gitlab.push(), signature(door, gitlab.push(), key=plain)).status == 401


def test_a_delivery_that_is_repeated_in_time_has_the_same_name(signing):
    headers = signature(signing, gitlab.push())

    first, again = (deliver(signing, gitlab.push(), headers) for _ in range(2))

    assert said(first) == said(again)
    assert len(signing.orders()) == 1
