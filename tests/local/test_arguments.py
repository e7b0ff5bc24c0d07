"""What doors are given, beside what Azure's own worker would give them."""

from datetime import UTC, datetime, timedelta

import azure.functions as func
import pytest
from azure.functions.meta import Datum
from azure.functions.servicebus import ServiceBusMessage
from azure.functions.timer import TimerRequest

from local import arguments
from local.arguments import Knock, Reply
from shared.ports import Delivery

BODY = b'{"specversion":"1.0"}'
DELIVERY = Delivery(token="7.ab", queue="run-checks", id="push-1.0", data=BODY, count=3)


def as_azure_sends_it(kind: str, value: object, sort: str, **metadata: str) -> object:
    """An argument out of what the cloud's host hands to its worker: metadata comes as JSON."""
    metadata = {name: Datum(text, "json") for name, text in metadata.items()}
    return arguments.converter(kind).decode(Datum(value, sort), trigger_metadata=metadata)


@pytest.mark.parametrize(
    "fact",
    [
        "message_id",
        "delivery_count",
        "content_type",
        "lock_token",
        "application_properties",
        "user_properties",
        "correlation_id",
        "session_id",
        "metadata",
    ],
)
def test_a_message_tells_what_it_would_tell_in_the_cloud(fact):
    ours = arguments.message(DELIVERY)

    theirs = as_azure_sends_it(
        "serviceBusTrigger",
        BODY,
        "bytes",
        MessageId='"push-1.0"',
        DeliveryCount="3",
        ContentType='"application/cloudevents+json"',
        LockToken='"7.ab"',
        ApplicationProperties="{}",
        UserProperties="{}",
    )
    assert type(ours) is type(theirs) is ServiceBusMessage
    assert ours.get_body() == theirs.get_body() == BODY
    assert getattr(ours, fact) == getattr(theirs, fact)


def test_a_request_is_what_a_door_would_get_in_the_cloud():
    knock = Knock(
        method="POST",
        url="http://localhost/api/runs/7?page=2",
        headers={"x-word": "hello"},
        query={"page": "2"},
        params={"id": "7"},
        body=b'{"a": 1}',
    )

    request = arguments.request(knock)

    assert isinstance(request, func.HttpRequest)
    assert (request.method, request.url) == ("POST", "http://localhost/api/runs/7?page=2")
    assert (request.headers["X-Word"], request.params["page"]) == ("hello", "2")
    assert (request.route_params["id"], request.get_json()) == ("7", {"a": 1})


def test_a_tick_tells_whether_it_is_late_and_when_the_next_one_comes():
    last = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)

    tick = arguments.tick(last=last, following=last + timedelta(minutes=2), late=True)

    assert isinstance(tick, TimerRequest)
    assert tick.past_due
    assert tick.schedule_status["Next"] == "2026-11-20T16:32:00Z"


def test_a_text_is_answered_as_plain_text():
    headers = (("content-type", "text/plain; charset=utf-8"),)

    assert arguments.reply("né") == Reply(status=200, headers=headers, body="né".encode())


def test_only_a_response_or_a_text_is_an_answer():
    with pytest.raises(NotImplementedError):
        arguments.reply({"status": 200})
