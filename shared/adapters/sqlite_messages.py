"""The messages in the file: every statement that changes one, inside a transaction.

A message is there until it is completed.  `ready_at` serves the delay and the lock alike: a lent
message is one that becomes ready again when its lock expires.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import timedelta
from secrets import token_hex

from shared.adapters.sqlite_unit import Refused, Returned, Sent
from shared.ports import MAX_DELIVERIES, WORN_OUT, Delivery

READY = """
SELECT seq, id, count, data FROM messages WHERE queue = ? AND ready_at <= ?
ORDER BY ready_at, seq LIMIT ?
"""
# A slot is as long as the window, so an echo can only lie in this slot or in the one before.
CARRY = """
INSERT INTO carried (slot, queue, id, at) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
    SELECT 1 FROM carried WHERE slot = ?1 - 1 AND queue = ?2 AND id = ?3 AND at > ?4 - ?5
) ON CONFLICT DO NOTHING
"""
FORGET = """
DELETE FROM carried WHERE (slot, queue, id) IN (
    SELECT slot, queue, id FROM carried WHERE slot < ? ORDER BY slot, queue, id LIMIT ?
)
"""
INSERT = """
INSERT INTO messages (queue, ready_at, count, token, id, data) VALUES (?, ?, 0, '', ?, ?)
"""
LEND = "UPDATE messages SET ready_at = ?, token = ?, count = count + 1 WHERE seq = ?"
RENEW = "UPDATE messages SET ready_at = ? WHERE seq = ? AND token = ?"
COMPLETE = "DELETE FROM messages WHERE seq = ? AND token = ?"
RECLAIM = "UPDATE messages SET ready_at = ?1, token = '' WHERE token != '' AND ready_at > ?1"
RETURN = "UPDATE messages SET ready_at = ?, token = '' WHERE seq = ? AND token = ?"
TAKE_BACK = """
UPDATE messages SET ready_at = ?, token = '', count = count - 1 WHERE seq = ? AND token = ?
"""
SET_ASIDE = "INSERT INTO aside (queue, id, data, reason, at) VALUES (?, ?, ?, ?, ?)"
DELETE = "DELETE FROM messages WHERE seq = ?"
DROP_ASIDE = "DELETE FROM aside WHERE seq = ?"


def send(file: sqlite3.Connection, sent: Iterable[Sent], window: timedelta) -> None:
    """Put the messages into their queues, but for those carried within the window."""
    seconds = window.total_seconds()
    fresh = [
        (message.queue, message.ready_at, message.id, message.data)
        for message in sent
        if carry(file, message, seconds)
    ]
    file.executemany(INSERT, fresh)


def carry(file: sqlite3.Connection, message: Sent, window: float) -> bool:
    """Note that the message was carried; false where it had been within the window."""
    slot = int(message.at // window)
    row = (slot, message.queue, message.id, message.at, window)
    return file.execute(CARRY, row).rowcount == 1


def forget(file: sqlite3.Connection, now: float, window: timedelta, limit: int) -> None:
    """Forget some of the ids that were carried before the window."""
    file.execute(FORGET, (int(now // window.total_seconds()) - 1, limit))


def lend(
    file: sqlite3.Connection, queue: str, *, limit: int, now: float, until: float
) -> Sequence[Delivery]:
    """Mark the next messages of a queue as lent, and set aside those lent too often already."""
    rows = file.execute(READY, (queue, now, limit)).fetchall()
    while worn := [row for row in rows if row[2] >= MAX_DELIVERIES]:
        set_worn_aside(file, queue, worn, now)
        rows = file.execute(READY, (queue, now, limit)).fetchall()
    lock = token_hex(8)
    file.executemany(LEND, [(until, lock, seq) for seq, *_ in rows])
    return [
        Delivery(token=f"{seq}.{lock}", queue=queue, id=id, data=data, count=count + 1)
        for seq, id, count, data in rows
    ]


def set_worn_aside(
    file: sqlite3.Connection, queue: str, rows: Sequence[tuple[int, str, int, bytes]], now: float
) -> None:
    """Move messages to where a person will see them."""
    file.executemany(SET_ASIDE, [(queue, id, data, WORN_OUT, now) for _, id, _, data in rows])
    file.executemany(DELETE, [(seq,) for seq, *_ in rows])


def renew(file: sqlite3.Connection, delivery: Delivery, until: float) -> bool:
    """Move the end of the lock; false where the message was completed or lent to another."""
    return file.execute(RENEW, (until, *loan(delivery))).rowcount == 1


def complete(file: sqlite3.Connection, deliveries: Iterable[Delivery]) -> None:
    """The messages have been handled."""
    file.executemany(COMPLETE, map(loan, deliveries))


def give_back(file: sqlite3.Connection, returned: Iterable[Returned]) -> None:
    """The messages are to be delivered again, each at its time."""
    rows = ((back.ready_at, *loan(back.delivery)) for back in returned)
    file.executemany(RETURN, rows)


def take_back(file: sqlite3.Connection, deliveries: Iterable[Delivery], now: float) -> None:
    """The messages are to be delivered again at once, as if they had not been delivered."""
    file.executemany(TAKE_BACK, ((now, *loan(delivery)) for delivery in deliveries))


def reclaim(file: sqlite3.Connection, now: float) -> int:
    """End every lock that still holds, and return how many there were."""
    return file.execute(RECLAIM, (now,)).rowcount


def set_aside(file: sqlite3.Connection, refused: Iterable[Refused]) -> None:
    """Keep what nobody can handle."""
    rows = (("", "", message.data, message.reason, message.at) for message in refused)
    file.executemany(SET_ASIDE, rows)


def drop_aside(file: sqlite3.Connection, dropped: Iterable[int]) -> None:
    """Forget what was set aside."""
    file.executemany(DROP_ASIDE, ((seq,) for seq in dropped))


def loan(delivery: Delivery) -> tuple[int, str]:
    """Which message is lent, and the lock it was lent under."""
    seq, _, lock = delivery.token.partition(".")
    return int(seq), lock
