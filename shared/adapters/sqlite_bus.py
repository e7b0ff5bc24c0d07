"""The bus in the SQLite store, both its ends."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from sqlite3 import Connection

from shared.adapters import sqlite_messages
from shared.adapters.aside import Aside
from shared.adapters.sqlite_batch import Batch
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.sqlite_unit import Refused, Returned, Sent
from shared.codec import destination, write
from shared.core.messages import Message
from shared.envelope import Envelope
from shared.ports import Delivery

DUE = "SELECT ready_at FROM messages WHERE queue = ? ORDER BY ready_at LIMIT 1"
ASIDE = "SELECT seq, queue, id, data, reason, at FROM aside ORDER BY seq"


class SqliteBus:
    """Sends to the queues of a store and lends from them, by readiness, the oldest first.

    Sending, completing and giving back belong to the unit at hand.  Lending and renewing never
    do, and do not wait for the disk: a lock forgotten in a power cut is one more delivery, and
    the death of the process alone forgets nothing.
    https://www.sqlite.org/pragma.html#pragma_synchronous
    """

    def __init__(self, store: SqliteStore) -> None:
        self.store = store

    def publish(
        self, envelopes: Sequence[Envelope[Message]], *, delay: timedelta = timedelta()
    ) -> None:
        """Send them all, to be received after the delay; an id sent lately is dropped."""
        at = self.now()
        sent = [
            Sent(
                queue=destination(envelope.body),
                id=envelope.id,
                data=write(envelope),
                at=at,
                ready_at=at + delay.total_seconds(),
            )
            for envelope in envelopes
        ]
        if sent:
            self.store.note(lambda unit: unit.sent.extend(sent))

    def set_aside(self, data: bytes, reason: str) -> None:
        """Keep a message nobody can handle where a person will see it."""
        refused = Refused(data=data, reason=reason, at=self.now())
        self.store.note(lambda unit: unit.refused.append(refused))

    def receive(self, queue: str, *, limit: int = 1, lock: timedelta) -> Sequence[Delivery]:
        """Lend up to `limit` messages that nobody else gets until the lock expires.

        A message delivered `MAX_DELIVERIES` times before is set aside instead.
        """
        return self.store.writer.run(self.lending([queue], limit, lock), durable=False)

    def receive_after(
        self, batch: Batch, queues: Collection[str], *, limit: int, lock: timedelta
    ) -> Sequence[Delivery]:
        """Save the batch and, in the same transaction, lend the next messages of any queue."""
        lending = self.lending(queues, limit, lock)
        units = batch.drain()
        if not units:
            return self.store.writer.run(lending, durable=False)
        _, deliveries = self.store.save_and(units, lending)
        return deliveries

    def lending(
        self, queues: Collection[str], limit: int, lock: timedelta
    ) -> Callable[[Connection], Sequence[Delivery]]:
        """What lends messages, when it is done in a transaction."""
        now = self.now()
        until = now + lock.total_seconds()
        return partial(sqlite_messages.lend, queues=queues, limit=limit, now=now, until=until)

    def complete(self, delivery: Delivery) -> None:
        """The message has been handled.  Harmless where the lock was lost."""
        self.store.note(lambda unit: unit.completed.append(delivery))

    def abandon(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, to be delivered again after the delay."""
        back = Returned(delivery=delivery, ready_at=self.now() + delay.total_seconds())
        self.store.note(lambda unit: unit.returned.append(back))

    def renew(self, delivery: Delivery, *, lock: timedelta) -> bool:
        """Keep the message for longer; false where it was given to another or is done with."""
        until = self.now() + lock.total_seconds()
        return self.store.writer.run(
            lambda file: sqlite_messages.renew(file, delivery, until), durable=False
        )

    def next_due(self, queues: Iterable[str]) -> datetime | None:
        """When the next message of these queues is ready, lent ones counting by their lock."""
        dues = [due for queue in queues for due in self.store.rows(float, DUE, queue)]
        return moment(min(dues)) if dues else None

    def aside(self) -> Sequence[Aside]:
        """What nobody could handle and nobody was told of, in the order it was set aside."""
        return self.store.rows(an_aside, ASIDE)

    def drop_aside(self, seq: int) -> None:
        """Forget what was set aside, now that somebody was told."""
        self.store.note(lambda unit: unit.told.append(seq))

    def now(self) -> float:
        """The time, in seconds since 1970."""
        return self.store.clock().timestamp()


def an_aside(seq: int, queue: str, id: str, data: bytes, reason: str, at: float) -> Aside:
    """A row as the value it stands for."""
    return Aside(seq=seq, queue=queue, id=id, data=data, reason=reason, at=moment(at))


def moment(seconds: float) -> datetime:
    """The time so many seconds after 1970 began."""
    return datetime.fromtimestamp(seconds, UTC)
