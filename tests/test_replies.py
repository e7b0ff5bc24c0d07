"""What an HTTP door answers: every refusal says what is wrong and what to do about it."""

import json

import pytest

from shared.adapters.azure_http import SAFE, attempt, lower, respond
from shared.codec import UnreadableError
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import AlteredError, ConflictError
from shared.replies import (
    HTML,
    LARGEST_BODY,
    RefusedRequestError,
    Reply,
    accept_body,
    json_reply,
    refusal,
)

SECRET = "sig=hunter2"


def raising(error):
    """An act that fails so."""

    def act():
        raise error

    return act


def test_a_reply_for_machines_is_one_line_of_json():
    reply = json_reply(202, {"id": "push-1"})

    assert (reply.status, reply.kind, reply.body) == (202, "application/json", b'{"id":"push-1"}')


def test_a_refusal_has_its_reason_and_its_remedy():
    reply = refusal(RefusedRequestError(403, "nobody registered it", "register it first"))

    assert reply.status == 403
    assert json.loads(reply.body) == {
        "error": "nobody registered it",
        "remedy": "register it first",
    }


def test_a_body_may_have_five_mebibytes_and_not_a_byte_more():
    assert accept_body(b"x" * LARGEST_BODY)

    with pytest.raises(RefusedRequestError) as error:
        accept_body(b"x" * (LARGEST_BODY + 1))
    assert error.value.status == 413


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        pytest.param(RefusedRequestError(418, "tea"), 418, "tea", id="a refusal"),
        pytest.param(UnreadableError("after: missing"), 400, "after: missing", id="no sense"),
        pytest.param(RefusedError(SECRET), 503, "RefusedError", id="a neighbour that refuses"),
        pytest.param(AlteredError(SECRET), 503, "AlteredError", id="a store that was altered"),
        pytest.param(TryAgainError(SECRET), 503, "TryAgainError", id="a neighbour in trouble"),
        pytest.param(ConflictError(SECRET), 503, "ConflictError", id="somebody who was faster"),
        pytest.param(ConnectionError(SECRET), 503, "ConnectionError", id="a network that is down"),
        pytest.param(OSError(28, SECRET), 503, "OSError", id="a disk that is full"),
    ],
)
def test_every_failure_is_a_status_that_callers_understand(error, status, said):
    reply = attempt(raising(error))

    assert reply.status == status
    assert said in json.loads(reply.body)["error"]
    assert SECRET not in reply.body.decode()


def test_a_mistake_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 / 0)


def test_a_door_for_people_refuses_in_its_own_words():
    def page(error):
        return Reply(status=error.status, body=error.reason.encode(), kind=HTML)

    reply = attempt(raising(TryAgainError("disk")), page)

    assert (reply.status, reply.kind) == (503, HTML)
    assert b"TryAgainError" in reply.body


def test_every_response_is_safe_to_show_and_is_kept_by_nobody():
    response = respond(lambda: Reply(status=200, body="é".encode(), kind=HTML))

    assert (response.status_code, response.get_body()) == (200, "é".encode())
    assert (response.mimetype, response.charset) == ("text/html", "utf-8")
    assert dict(response.headers) == SAFE
    assert SAFE["Cache-Control"] == "no-store"


def test_what_a_reply_says_of_itself_goes_before_what_all_say():
    reply = Reply(status=303, body=b"", headers={"Location": "/x", "Cache-Control": "private"})

    headers = respond(lambda: reply).headers

    assert (headers["Location"], headers["Cache-Control"]) == ("/x", "private")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_headers_are_found_whatever_their_case():
    assert lower({"X-Hub-Signature-256": "a", "origin": "b"}) == {
        "x-hub-signature-256": "a",
        "origin": "b",
    }
