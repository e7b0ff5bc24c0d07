"""Who carries messages, when it gives up on one, and what is left of it then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.core.messages import Message
from shared.envelope import Envelope

# The defaults of Service Bus:
# https://learn.microsoft.com/azure/service-bus-messaging/service-bus-dead-letter-queues
# https://learn.microsoft.com/azure/service-bus-messaging/duplicate-detection
MAX_DELIVERIES = 10
DUPLICATES_WINDOW = timedelta(minutes=10)
WORN_OUT = f"delivered {MAX_DELIVERIES} times, and never handled to the end"


class Bus(Protocol):
    """Carries messages: an event to all who listen, a command to the queue of its kind."""

    def publish(
        self, envelopes: Sequence[Envelope[Message]], *, delay: timedelta = timedelta()
    ) -> None:
        """Send them all, to be received after the delay; sending an id again is harmless."""

    def set_aside(self, data: bytes, reason: str) -> None:
        """Keep a message nobody can handle where a person will see it."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message on loan: `token` gives it back or ends it; `count` is 1 at the first delivery."""

    token: str
    queue: str
    id: str
    data: bytes
    count: int


class Broker(Protocol):
    """The receiving end of a bus that we run ourselves (in Azure the Functions host has it).

    Where queues have a lock time of their own, that one counts and not the one asked for, and a
    delay before a message comes again lasts no longer than its lock.
    """

    def receive(self, queue: str, *, limit: int = 1, lock: timedelta) -> Sequence[Delivery]:
        """Lend up to `limit` messages that nobody else gets until the lock expires.

        A message delivered `MAX_DELIVERIES` times before is set aside instead.
        """

    def complete(self, delivery: Delivery) -> None:
        """The message has been handled.  Harmless where the lock was lost."""

    def abandon(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, to be delivered again after the delay."""

    def renew(self, delivery: Delivery, *, lock: timedelta) -> bool:
        """Keep the message for longer; false where the lock was already lost."""


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A message that is delivered no more.

    `token` names it to who keeps it.  `queue` and `id` are those under which the broker gave it
    up; they are empty where a handler set it aside.
    """

    token: str
    queue: str
    id: str
    data: bytes
    reason: str
    at: datetime


class Asides(Protocol):
    """Keeps what was set aside, until a person has seen to it."""

    def aside(self) -> Sequence[Aside]:
        """What was set aside, in that order; of very much, what lies there longest."""

    def drop_aside(self, token: str) -> None:
        """Forget what was set aside, where it is there."""

    def send_again(self, aside: Aside) -> None:
        """Send what was set aside once more, under a fresh id of the same origin, then forget it.

        Raises `RefusedError` where nobody can tell what it says, hence where it belongs.
        """
