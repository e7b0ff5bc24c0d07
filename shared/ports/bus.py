"""Who carries messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from shared.core.messages import Message
from shared.envelope import Envelope


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
    """The receiving end of a bus that we run ourselves (in Azure the Functions host has it)."""

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
