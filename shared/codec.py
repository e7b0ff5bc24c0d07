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
    f"gatehouse.{name}.v1": kind
    for name, kind in vars(messages).items()
    if isinstance(kind, type) and issubclass(kind, Message) and not kind.__subclasses__()
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
    return to_json({**document, "data": body}, inf_nan_mode="strings")


def read(data: bytes, kind: type[M]) -> Envelope[M]:
    """The message in the bytes.  Raises `UnreadableError` unless it is of the kind expected."""
    try:
        document = from_json(data)
    except ValueError as error:
        raise UnreadableError(f"not JSON: {data[:80]!r}: {error}") from error
    return envelope_of(document, kind)


def envelope_of(document: Any, kind: type[M]) -> Envelope[M]:
    """The message in a CloudEvent that has been parsed already.  Raises as `read` does."""
    match document:
        case {"specversion": "1.0", "type": str(name), "data": body, **attributes} if name in KNOWN:
            named = KNOWN[name]
        case _:
            raise UnreadableError(f"not a message we know: {str(document)[:80]!r}")
    if not issubclass(named, kind):
        raise UnreadableError(f"{named.__name__} came where {kind.__name__} belongs")
    try:
        envelope = envelopes(named).validate_python(  # type: ignore[arg-type]
            {**attributes, "body": body}
        )
    except ValidationError as error:
        raise UnreadableError(f"{named.__name__}: {faults(error)}") from error
    return cast(Envelope[M], envelope)


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
    return to_json(value, inf_nan_mode="strings")


def destination(message: Message) -> str:
    """The topic of all events, or the queue of one kind of command."""
    if isinstance(message, Event):
        return "events"
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(message).__name__).lower()
