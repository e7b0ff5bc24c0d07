"""What a message travels in: a CloudEvent, version 1.0.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Generic, TypeVar

from pydantic import AwareDatetime, PositiveInt, StringConstraints

from shared.core.messages import Message

M_co = TypeVar("M_co", bound=Message, covariant=True)


@dataclass(frozen=True, kw_only=True)
class Envelope(Generic[M_co]):
    """A message, a name for it that no other message has, and the trace it belongs to.

    `attempt` counts how often the message was sent again because of a neighbour's trouble.
    `traceparent` is that of W3C Trace Context, empty where nobody traces.
    """

    id: Annotated[str, StringConstraints(min_length=1)]
    body: M_co
    time: AwareDatetime
    traceparent: str = ""
    attempt: PositiveInt = 1

    @property
    def origin(self) -> str:
        """The id under which the message was first sent."""
        return self.id.partition("~")[0]


def reply(
    cause: Envelope[Message], messages: Sequence[M_co], time: datetime
) -> tuple[Envelope[M_co], ...]:
    """Address what follows from a message.

    Each id is its cause's id and a number.  A message handled twice therefore says the same things
    under the same names, and the bus drops the echo; and any id, read from left to right, tells
    how it came about.
    """
    return tuple(
        Envelope(
            id=f"{cause.origin}.{number}", body=message, time=time, traceparent=cause.traceparent
        )
        for number, message in enumerate(messages)
    )


def again(message: Envelope[M_co]) -> Envelope[M_co]:
    """The same message, to be sent once more under a name the bus has not carried yet."""
    attempt = message.attempt + 1
    return Envelope(
        id=f"{message.origin}~{attempt}",
        body=message.body,
        time=message.time,
        traceparent=message.traceparent,
        attempt=attempt,
    )


def first(message: Envelope[M_co]) -> Envelope[M_co]:
    """The same message as it was first sent."""
    return replace(message, id=message.origin, attempt=1)


def trace_for(origin: str) -> str:
    """A traceparent for news that came without one, the same whenever the news is repeated."""
    digest = sha256(origin.encode()).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"
