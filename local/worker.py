"""One thread that borrows messages, has them handled, and saves what came of them.

Messages handled one after the other share a transaction, which ends before their results could wait
for long.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from local import arguments
from local.calls import Call, say
from local.roster import Line, Roster
from shared.ports import Broker, Delivery

LONGEST_PAUSE = timedelta(seconds=10)
LONGEST_GROUP = 0.02
"""Seconds after which what was handled is saved: the longer, the fewer waits for the disk."""


class Batch(Protocol):
    """Units of work that are saved together."""

    def unit(self) -> AbstractContextManager[None]:
        """What happens inside stands or falls as one."""

    def commit(self) -> object:
        """Save all units so far."""


class Store(Protocol):
    """Saves a message's end and all else that handling it changed in one transaction."""

    def batch(self) -> AbstractContextManager[Batch]:
        """Units of this thread, saved at the end and whenever `commit` is called."""

    def listen(self, queues: Iterable[str], ring: Callable[[], None]) -> None:
        """Have `ring` called when one of the queues may have got messages."""


@dataclass(kw_only=True, eq=False)
class Worker:
    """Serves queues as the roster says.

    A message is borrowed for `lock`; after its first failure it rests for `pause`, and twice as
    long after each other one.
    """

    broker: Broker
    store: Store
    roster: Roster
    lock: timedelta
    pause: timedelta
    in_hand: deque[Delivery] = field(default_factory=deque)
    began: float = 0.0

    def run(self) -> None:
        """Serve one queue after the other until told to stop, whatever happens."""
        while line := self.roster.take(self):
            try:
                self.serve_group(line)
            except Exception as trouble:  # noqa: BLE001 - the thread has to outlive it
                queue = line.consumer.queue
                say(logging.ERROR, queue=queue, outcome="trouble", error=repr(trouble))

    def serve_group(self, first: Line) -> None:
        """Serve the queue and, while that goes fast, others that have messages by then."""
        until = time.monotonic() + LONGEST_GROUP
        with self.store.batch() as batch:
            line: Line | None = first
            while line:
                self.serve(line, batch)
                line = self.roster.another(self) if time.monotonic() < until else None

    def serve(self, line: Line, batch: Batch) -> None:
        """Borrow some messages and handle them."""
        limit = max(line.limit, 1)
        try:
            found = self.broker.receive(line.consumer.queue, limit=limit, lock=self.lock)
            self.in_hand.extend(found)
            if len(found) == limit:
                self.roster.ring(line)
            self.handle_all(line, batch)
            while self.in_hand:
                self.broker.abandon(self.in_hand.popleft())
        finally:
            self.in_hand.clear()
            self.roster.done(line)

    def handle_all(self, line: Line, batch: Batch) -> None:
        """Handle what is in hand, until told to stop."""
        saved = time.monotonic()
        while self.in_hand and not self.roster.stopping:
            self.began = time.monotonic()
            self.handle(line, batch)
            ended, began, self.began = time.monotonic(), self.began, 0.0
            line.learn(ended - began)
            if ended - saved > LONGEST_GROUP:
                batch.commit()
                saved = ended

    def handle(self, line: Line, batch: Batch) -> None:
        """Take one message to the door; where that fails it is brought again, later each time."""
        delivery = self.in_hand[0]
        try:
            with batch.unit(), Call(door=line.consumer.door, about=delivery.id) as call:
                call.made_with(arguments.message(delivery))
                self.broker.complete(delivery)
        except (Exception, SystemExit):  # noqa: BLE001 - a door that calls exit() has failed
            pause = min(self.pause * 2 ** (delivery.count - 1), LONGEST_PAUSE)
            with batch.unit():
                self.broker.abandon(delivery, delay=pause)
        self.in_hand.popleft()
