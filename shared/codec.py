"""Messages as bytes, and bytes as messages or not at all: only here does JSON become types."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from shared.core import messages
from shared.core.errors import RefusedError
from shared.core.messages import Event, Message
from shared.envelope import Envelope

T = TypeVar("T")
M = TypeVar("M", bound=Message)

KNOWN: Mapping[str, type[Message]] = {
    name: kind
    for name, kind in vars(messages).items()
    if isinstance(kind, type) and issubclass(kind, Message)
}
CONTENT_TYPE = "application/cloudevents+json"


class UnreadableError(RefusedError):
    """Bytes that are not what was expected."""


def write(envelope: Envelope[Message]) -> bytes:
    """A message as a structured CloudEvent in JSON, on one line."""
    body = envelope.body
    document: dict[str, Any] = {
        "specversion": "1.0",
        "id": envelope.id,
        "source": "/gatehouse",
        "type": f"gatehouse.{type(body).__name__}.v1",
        "time": envelope.time,
        "datacontenttype": "application/json",
    }
    if isinstance(body, Event):
        document["subject"] = body.candidate.run_id
    if envelope.traceparent:
        document["traceparent"] = envelope.traceparent
    if envelope.attempt > 1:
        document["attempt"] = envelope.attempt
    return to_json({**document, "data": body})


def read(data: bytes, kind: type[M]) -> Envelope[M]:
    """The message in the bytes, when it is of the kind expected."""
    try:
        return envelope_of(from_json(data), kind)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(f"not a message we know: {data[:80]!r}: {error}") from error


def envelope_of(document: Any, kind: type[M]) -> Envelope[M]:
    """The message in a CloudEvent that has been parsed already."""
    named = KNOWN[document["type"].removeprefix("gatehouse.").removesuffix(".v1")]
    if not issubclass(named, kind):
        raise UnreadableError(f"{named.__name__} came where {kind.__name__} belongs")
    attributes = {key: document[key] for key in ("id", "time")}
    options = {key: document[key] for key in ("traceparent", "attempt") if key in document}
    content = {**attributes, **options, "body": document["data"]}
    return cast(Envelope[M], envelopes(named).validate_python(content))  # type: ignore[arg-type]


@cache
def envelopes(kind: Any) -> Any:
    """What makes envelopes with a message of one kind."""
    return TypeAdapter(Envelope[kind])


def parse(kind: type[T], data: bytes) -> T:
    """A value out of JSON.  Raises `UnreadableError` with every fault and its place."""
    try:
        return cast(T, adapter(kind).validate_json(data))  # type: ignore[arg-type]
    except ValidationError as error:
        raise UnreadableError(faults(error)) from error


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What makes values of one type."""
    return TypeAdapter(kind)


def faults(error: ValidationError) -> str:
    """Every fault on one line, each with its place."""
    places = (
        f"{'.'.join(map(str, fault['loc'])) or 'document'}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False)
    )
    return "; ".join(places)


def document(value: object) -> bytes:
    """A value as JSON, on one line; the same value gives the same bytes."""
    return to_json(value)


def destination(message: Message) -> str:
    """The topic of all events, or the queue of one kind of command."""
    if isinstance(message, Event):
        return "events"
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(message).__name__).lower()
