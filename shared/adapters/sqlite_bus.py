"""The bus in the SQLite store, both its ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.adapters import sqlite_messages
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.sqlite_unit import Refused, Returned, Sent
from shared.codec import destination, read, write
from shared.core.messages import Message
from shared.envelope import Envelope, again
from shared.ports import Aside, Delivery

ASIDE = "SELECT seq, queue, id, data, reason, at FROM aside ORDER BY seq"
PAGE = 500
KEPT = """
SELECT seq, CAST(queue AS BLOB), CAST(id AS BLOB), CAST(data AS BLOB)
FROM {} WHERE seq > ? ORDER BY seq LIMIT ?
"""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A message as it lies in the file; what a handler set aside has neither queue nor id."""

    seq: int
    queue: str
    id: str
    data: bytes


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
        now = self.now()
        until = now + lock.total_seconds()
        return self.store.writer.run(
            lambda file: sqlite_messages.lend(file, queue, limit=limit, now=now, until=until),
            durable=False,
        )

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

    def reclaim(self) -> int:
        """Make every lent message ready at once, and return how many there were.

        Only for a host that is alone on the file and has not begun to receive: what is lent was
        then lent to a process that has died.  Deliveries stay counted, so that a message that
        kills its host is set aside in the end.
        """
        now = self.now()
        return self.store.writer.run(lambda file: sqlite_messages.reclaim(file, now))

    def aside(self) -> Sequence[Aside]:
        """All that was set aside, in that order."""
        return self.store.rows(an_aside, ASIDE)

    def drop_aside(self, token: str) -> None:
        """Forget what was set aside, where it is there."""
        if token.isdecimal():
            self.store.note(lambda unit: unit.dropped.append(int(token)))

    def send_again(self, aside: Aside) -> None:
        """Send it once more, then forget it; a crash in between sends it twice, which is normal."""
        self.publish([again(read(aside.data, Message))])
        self.drop_aside(aside.token)

    def kept(self) -> Iterator[Kept]:
        """Every message that waits, then every one set aside, for those who audit the file."""
        for table in ("messages", "aside"):
            seq = 0
            while page := self.store.rows(as_kept, KEPT.format(table), seq, PAGE):
                yield from page
                seq = page[-1].seq

    def now(self) -> float:
        """The time, in seconds since 1970."""
        return self.store.clock().timestamp()


def an_aside(seq: int, queue: str, id: str, data: bytes, reason: str, at: float) -> Aside:
    """A row as the value it stands for."""
    return Aside(token=str(seq), queue=queue, id=id, data=data, reason=reason, at=moment(at))


def as_kept(seq: int, queue: bytes, id: bytes, data: bytes) -> Kept:
    """A row as it is, whatever somebody made of it."""
    text = [name.decode(errors="replace") for name in (queue, id)]
    return Kept(seq=seq, queue=text[0], id=text[1], data=data)


def moment(seconds: float) -> datetime:
    """The time so many seconds after 1970 began."""
    return datetime.fromtimestamp(seconds, UTC)
