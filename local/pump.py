"""The bus consumers of an app: the threads, and the time they are given."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event, Thread

from local.bindings import Consumer
from local.roster import Line, Roster
from local.worker import Store, Worker
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import Broker

LOCK = timedelta(seconds=5)
PAUSE = timedelta(milliseconds=100)
TICK = 0.05
"""Seconds after which the lane is taken from a thread that has met a slow message."""

TICKS_PER_GLANCE = 10


@dataclass(frozen=True, kw_only=True)
class Unsaved:
    """For a bus that saves each thing at once: nothing stands or falls together."""

    rings: list[Callable[[], None]] = field(default_factory=list)

    @contextmanager
    def batch(self) -> Iterator["Unsaved"]:
        """Nobody tells us which queues got messages meanwhile, so look at all of them."""
        yield self
        self.commit()

    def unit(self) -> AbstractContextManager[None]:
        """Nothing can be undone."""
        return nullcontext()

    def commit(self) -> None:
        """All is saved already."""
        for ring in self.rings:
            ring()

    def listen(self, queues: Iterable[str], ring: Callable[[], None]) -> None:
        """Have `ring` called after each batch."""
        self.rings.append(ring)


@dataclass(kw_only=True)
class Pump:
    """Brings messages to doors.

    `abreast` tells how many threads serve a queue at once, 1 unless told.  What nobody rang for,
    being delayed or sent by another process, is found at a glance twice a second.  `lock` is how
    long a message is borrowed, and so how long it is missed after a crash; `pause` how long it
    rests after its first failure.
    """

    consumers: Sequence[Consumer]
    broker: Broker
    store: Store = field(default_factory=Unsaved)
    abreast: Mapping[str, int] = field(default_factory=dict)
    lock: timedelta = LOCK
    pause: timedelta = PAUSE
    roster: Roster = field(default_factory=Roster)
    lines: list[Line] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)

    def start(self) -> None:
        """Look at every queue, and go on listening."""
        for consumer in self.consumers:
            self.open(Line(consumer=consumer, abreast=self.abreast.get(consumer.queue, 1)))
        self.threads = [
            *(Thread(target=worker.run, name="bus", daemon=True) for worker in self.workers),
            Thread(target=self.keep_time, name="bus-time", daemon=True),
        ]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Finish the messages in hand, give back the rest, and end every thread."""
        self.roster.stop()
        *handling, timing = self.threads
        for thread in handling:
            thread.join()
        self.stopping.set()
        timing.join()

    def open(self, line: Line) -> None:
        """Listen to a queue, with threads enough to serve all queues at once."""
        self.lines.append(line)
        self.store.listen([line.consumer.queue], partial(self.roster.ring, line))
        for _ in range(line.abreast):
            self.workers.append(
                Worker(
                    broker=self.broker,
                    store=self.store,
                    roster=self.roster,
                    lock=self.lock,
                    pause=self.pause,
                )
            )
        self.roster.ring(line)

    def keep_time(self) -> None:
        """Do what has to be done now and then."""
        tick, ticks_per_renewal = 0, int(self.lock.total_seconds() / TICK / 3) or 1
        while not self.stopping.wait(TICK):
            tick += 1
            self.roster.relieve()
            if tick % TICKS_PER_GLANCE == 0:
                self.glance()
            if tick % ticks_per_renewal == 0:
                self.renew()

    def glance(self) -> None:
        """Look at every queue unasked."""
        for line in self.lines:
            self.roster.ring(line)

    def renew(self) -> None:
        """Keep the locks of all that is in hand."""
        for worker in self.workers:
            for delivery in tuple(worker.in_hand):
                # What cannot be renewed now may be later; if not, the message is brought again.
                with suppress(TryAgainError, RefusedError):
                    self.broker.renew(delivery, lock=self.lock)
