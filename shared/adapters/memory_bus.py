"""A bus that forgets everything when the process ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

from shared.codec import destination, read, write
from shared.core.messages import Message
from shared.envelope import Envelope, again
from shared.ports import DUPLICATES_WINDOW, MAX_DELIVERIES, WORN_OUT, Aside, Clock, Delivery


@dataclass(kw_only=True)
class Held:
    """A message in a queue: `ready_at` is the end of its delay, or of its lock."""

    seq: int
    ready_at: datetime
    last: Delivery


@dataclass(frozen=True, kw_only=True)
class MemoryBus:
    """Lends by readiness, the oldest first; an id sent within the window is dropped.

    `sent` keeps every message that was carried, for those who want to look.
    """

    clock: Clock
    window: timedelta = DUPLICATES_WINDOW
    sent: list[Envelope[Message]] = field(default_factory=list)
    held: dict[int, Held] = field(default_factory=dict)
    carried: dict[tuple[str, str], datetime] = field(default_factory=dict)
    asides: dict[str, Aside] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    turn: Lock = field(default_factory=Lock)

    def publish(
        self, envelopes: Sequence[Envelope[Message]], *, delay: timedelta = timedelta()
    ) -> None:
        """Send them all, to be received after the delay; an id sent lately is dropped."""
        with self.turn:
            for envelope in envelopes:
                if self.is_new(envelope):
                    self.sent.append(envelope)
                    self.hold(envelope, self.clock() + delay)

    def set_aside(self, data: bytes, reason: str) -> None:
        """Keep a message nobody can handle where a person will see it."""
        with self.turn:
            self.keep_aside("", "", data, reason)

    def receive(self, queue: str, *, limit: int = 1, lock: timedelta) -> Sequence[Delivery]:
        """Lend up to `limit` messages that nobody else gets until the lock expires.

        A message delivered `MAX_DELIVERIES` times before is set aside instead.
        """
        with self.turn:
            ready = self.ready(queue)
            for held in [held for held in ready if held.last.count >= MAX_DELIVERIES]:
                del self.held[held.seq]
                self.keep_aside(queue, held.last.id, held.last.data, WORN_OUT)
            return [self.lend(held, lock) for held in self.ready(queue)[:limit]]

    def complete(self, delivery: Delivery) -> None:
        """The message has been handled.  Harmless where the lock was lost."""
        with self.turn:
            held = self.loan(delivery)
            if held:
                del self.held[held.seq]

    def abandon(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, to be delivered again after the delay."""
        with self.turn:
            held = self.loan(delivery)
            if held:
                held.ready_at = self.clock() + delay
                held.last = replace(held.last, token="")

    def renew(self, delivery: Delivery, *, lock: timedelta) -> bool:
        """Keep the message for longer; false where it was given to another or is done with."""
        with self.turn:
            held = self.loan(delivery)
            if held:
                held.ready_at = self.clock() + lock
            return held is not None

    def aside(self) -> Sequence[Aside]:
        """All that was set aside, in that order."""
        return tuple(self.asides.values())

    def drop_aside(self, token: str) -> None:
        """Forget what was set aside, where it is there."""
        self.asides.pop(token, None)

    def send_again(self, aside: Aside) -> None:
        """Send it once more, then forget it; a crash in between sends it twice, which is normal."""
        self.publish([again(read(aside.data, Message))])
        self.drop_aside(aside.token)

    def is_new(self, envelope: Envelope[Message]) -> bool:
        """Whether the id was not carried within the window; from now on it was."""
        name, now = (destination(envelope.body), envelope.id), self.clock()
        if name in self.carried and self.carried[name] > now - self.window:
            return False
        self.carried[name] = now
        return True

    def hold(self, envelope: Envelope[Message], ready_at: datetime) -> None:
        """Put the message into its queue."""
        first = Delivery(
            token="",
            queue=destination(envelope.body),
            id=envelope.id,
            data=write(envelope),
            count=0,
        )
        seq = next(self.numbers)
        self.held[seq] = Held(seq=seq, ready_at=ready_at, last=first)

    def ready(self, queue: str) -> Sequence[Held]:
        """The queue's messages that may be lent now, in their order."""
        now = self.clock()
        ready = (h for h in self.held.values() if h.last.queue == queue and h.ready_at <= now)
        return sorted(ready, key=lambda held: (held.ready_at, held.seq))

    def lend(self, held: Held, lock: timedelta) -> Delivery:
        """The message under a new lock."""
        held.ready_at = self.clock() + lock
        token = f"{held.seq}.{next(self.numbers)}"
        held.last = replace(held.last, token=token, count=held.last.count + 1)
        return held.last

    def loan(self, delivery: Delivery) -> Held | None:
        """The message, where it is still lent under the delivery's lock."""
        held = self.held.get(int(delivery.token.partition(".")[0]))
        return held if held and held.last.token == delivery.token else None

    def keep_aside(self, queue: str, id: str, data: bytes, reason: str) -> None:
        """Note down what nobody could handle."""
        token = str(next(self.numbers))
        self.asides[token] = Aside(
            token=token, queue=queue, id=id, data=data, reason=reason, at=self.clock()
        )
