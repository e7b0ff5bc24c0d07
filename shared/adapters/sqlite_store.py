"""One file that remembers blobs and carries messages, so that both change in one transaction.

A unit of work is everything that handling a message changes: blobs, messages sent, the message
completed.  It costs one commit, and units that are saved at the same time share it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from shared.adapters.sqlite_batch import Batch
from shared.adapters.sqlite_file import Readers, Value
from shared.adapters.sqlite_messages import forget
from shared.adapters.sqlite_saving import save
from shared.adapters.sqlite_unit import Unit
from shared.adapters.sqlite_writer import Writer
from shared.core.errors import TryAgainError
from shared.ports import DUPLICATES_WINDOW, Clock, ConflictError

T = TypeVar("T")

# Twice as many ids, in seconds and rows, as this store can carry.
TIDY_EVERY, TIDY = 0.1, 3_000


class SqliteStore:
    """The file, open for any number of threads."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        window: timedelta = DUPLICATES_WINDOW,
        patience: timedelta = timedelta(seconds=5),
    ) -> None:
        """Open the file, making it where it is not there yet.

        Within `window` a message that comes again is dropped; `patience` is for other processes
        that hold the file.  Raises `TryAgainError` where it cannot be opened, and `RefusedError`
        where another release has written it.
        """
        self.clock, self.window = clock, window
        self.writer = Writer(path, patience)
        self.readers = Readers(path, patience)
        self.tidy_at = 0.0
        self.current: ContextVar[Unit | None] = ContextVar("unit", default=None)
        self.listeners: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Save what happens inside as one when it ends, and nothing where it ends in an error.

        Raises `ConflictError` where a blob is no longer what it was inside; the messages that
        were completed inside are then delivered again.
        """
        unit = Unit()
        with self.inside(unit):
            yield
        if self.save([unit]):
            raise ConflictError(f"{', '.join(unit.changes)}: someone else changed it first")

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """Several units, saved together when this ends or whenever `commit` is called."""
        batch = Batch(self.inside, self.save)
        yield batch
        batch.commit()

    def listen(self, queues: Iterable[str], ring: Callable[[], None]) -> None:
        """Have `ring` called, by the thread that saved, when a queue may have got messages.

        What other processes send rings nobody: look for it now and then.
        """
        for queue in queues:
            self.listeners[queue].append(ring)

    def faults(self) -> Sequence[str]:
        """What SQLite finds wrong with the file; nothing where it is sound."""
        try:
            answers = self.rows(str, "PRAGMA integrity_check")
        except TryAgainError as error:
            return [str(error)]
        return () if answers == ["ok"] else answers

    def close(self) -> None:
        """Let go of the file."""
        self.readers.close()
        self.writer.close()

    def note(self, change: Callable[[Unit], T]) -> T:
        """Change the unit at hand or, where there is none, one that is saved before this returns."""
        unit = self.current.get()
        if unit is not None:
            return change(unit)
        with self.unit():
            return self.note(change)

    def rows(self, make: Callable[..., T], query: str, *parameters: Value) -> Sequence[T]:
        """What is in the file, without what a unit has not saved yet: `make` gets each row."""
        return [make(*row) for row in self.readers.rows(query, parameters)]

    @contextmanager
    def inside(self, unit: Unit) -> Iterator[None]:
        """Make the unit the one at hand, in this thread or task only."""
        if self.current.get() is not None:
            raise RuntimeError("a unit of work is at hand already: let it end first")
        token = self.current.set(unit)
        try:
            yield
        finally:
            self.current.reset(token)

    def save(self, units: Sequence[Unit]) -> Sequence[Unit]:
        """Save the units, wake who listens, and return those that came too late."""
        now = self.clock().timestamp()
        self.tidy(now)
        fallen = self.writer.run(lambda file: save(file, units, now=now, window=self.window))
        self.announce({queue for unit in units for queue in unit.queues()})
        self.announce({delivery.queue for unit in fallen for delivery in unit.completed})
        return fallen

    def announce(self, queues: Iterable[str]) -> None:
        """Wake who listens to the queues."""
        for queue in queues:
            for ring in self.listeners.get(queue, ()):
                ring()

    def tidy(self, now: float) -> None:
        """Forget old ids in small bites, often enough to keep up with new ones."""
        if now >= self.tidy_at:
            self.tidy_at = now + TIDY_EVERY
            self.writer.run(lambda file: forget(file, now, self.window, TIDY), durable=False)
