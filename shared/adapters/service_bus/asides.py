"""What lies aside in one queue: looked at without borrowing it, and forgotten one at a time."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.adapters.service_bus.parcels import REASON
from shared.adapters.service_bus.places import ASIDE, SET_ASIDE, token_of
from shared.core.errors import TryAgainError
from shared.ports import Aside

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusReceivedMessage, ServiceBusReceiver

PAGE = 100
"""Messages looked at at once."""

MOST = 1_000
"""Messages looked at in one place, where somebody looks every minute."""

GLANCE = 1.0
"""Seconds to wait for more messages where there should be some."""


def listed(receiver: "ServiceBusReceiver", name: str) -> Sequence[Aside]:
    """All of them, page by page; where there are too many, those that lie there longest."""
    found: list[Aside] = []
    start = 1
    while len(found) < MOST and (page := receiver.peek_messages(PAGE, sequence_number=start)):
        found += [aside_of(message, name) for message in page]
        start = number_of(page[-1]) + 1
    return found


def drop(receiver: "ServiceBusReceiver", token: str, number: int) -> None:
    """Borrow messages one by one until it is there, forget it, and give the others back.

    Raises `TryAgainError` where it lies there and cannot be borrowed.
    """
    if not is_there(receiver, number):
        return
    held: list[ServiceBusReceivedMessage] = []
    try:
        while len(held) < MOST and (found := receiver.receive_messages(max_wait_time=GLANCE)):
            [message] = found
            if number_of(message) == number:
                receiver.complete_message(message)
                return
            held.append(message)
    finally:
        give_back(receiver, held)
    raise TryAgainError(f"{token}: somebody else is looking at it; try again in a minute")


def is_there(receiver: "ServiceBusReceiver", number: int) -> bool:
    """Whether the message lies in the queue, lent or not."""
    found = receiver.peek_messages(1, sequence_number=number)
    return [number_of(message) for message in found] == [number]


def give_back(receiver: "ServiceBusReceiver", held: "Sequence[ServiceBusReceivedMessage]") -> None:
    """Let others have what was borrowed; where that fails, they get it when its lock ends."""
    from azure.servicebus.exceptions import ServiceBusError

    for message in held:
        with suppress(ServiceBusError):
            receiver.abandon_message(message)


def aside_of(message: "ServiceBusReceivedMessage", name: str) -> Aside:
    """The message as the port speaks of it."""
    queue = ASIDE[name].queue
    worn = queue != SET_ASIDE
    return Aside(
        token=token_of(name, number_of(message)),
        queue=queue if worn else "",
        id=(message.message_id or "") if worn else "",
        data=data_of(message),
        reason=reason_of(message),
        at=message.enqueued_time_utc or datetime.fromtimestamp(0, UTC),
    )


def reason_of(message: "ServiceBusReceivedMessage") -> str:
    """Why it lies there, in the words of the handler or else of Service Bus."""
    said = {as_text(name): value for name, value in (message.application_properties or {}).items()}
    names = [REASON] if REASON in said else ["DeadLetterReason", "DeadLetterErrorDescription"]
    return ": ".join(as_text(said[name]) for name in names if said.get(name))


def data_of(message: "ServiceBusReceivedMessage") -> bytes:
    """The body, whatever sort of body a stranger may have sent."""
    body = message.body
    if isinstance(body, bytes):
        return body
    parts = body if not isinstance(body, str) and hasattr(body, "__iter__") else [body]
    return b"".join(part if isinstance(part, bytes) else str(part).encode() for part in parts)


def number_of(message: "ServiceBusReceivedMessage") -> int:
    """The number that the queue gave the message."""
    return message.sequence_number or 0


def as_text(value: object) -> str:
    """Text, which comes as bytes where others wrote it so."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
