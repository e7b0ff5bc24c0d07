"""The one connection that writes; whoever comes while it commits shares the next commit."""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import TypeVar

from shared.adapters.sqlite_file import connect, shape, trouble

T = TypeVar("T")


@dataclass(kw_only=True)
class Job:
    """What one thread wants written, and what became of it."""

    work: Callable[[sqlite3.Connection], None]
    durable: bool
    settled: bool = False
    error: Exception | None = None


class Writer:
    """Writes for all threads of this process, one transaction at a time.

    There is one connection because a second one would empty the page cache of the first with
    every commit.
    """

    def __init__(self, path: Path, patience: timedelta) -> None:
        """Open the file, making it where it is not there yet."""
        self.path = path
        self.turn = Lock()
        self.waiting: deque[Job] = deque()
        self.synchronous = ""
        try:
            self.connection = connect(path, patience)
            shape(self.connection, path)
        except sqlite3.Error as error:
            raise trouble(path, error) from error

    def run(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = True) -> T:
        """Do the work in a transaction, and return its answer once that is committed.

        What is durable survives a power cut; the rest survives the death of this process only.
        Raises what the work raises, and `TryAgainError` where the file cannot be written.
        """
        answers: list[T] = []
        job = Job(work=lambda connection: answers.append(work(connection)), durable=durable)
        self.waiting.append(job)
        with self.turn:
            if not job.settled:
                self.commit(self.drain())
        if job.error is not None:
            raise job.error
        return answers[0]

    def drain(self) -> Sequence[Job]:
        """Everybody who waits by now."""
        return [self.waiting.popleft() for _ in range(len(self.waiting))]

    def commit(self, jobs: Sequence[Job]) -> None:
        """Do all the work in one transaction, and tell each job how it ended."""
        ending: Exception | None = TryAgainError(f"store {self.path}: stopped while it was saving")
        try:
            self.write(jobs)
            ending = None
        except sqlite3.Error as error:
            ending = trouble(self.path, error)
            ending.__cause__ = error
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            for job in jobs:
                job.error = job.error or ending
                job.settled = True

    def write(self, jobs: Sequence[Job]) -> None:
        """Do all the work; what fails is undone by itself, unless SQLite gave up everything."""
        self.synchronise("FULL" if any(job.durable for job in jobs) else "NORMAL")
        self.connection.execute("BEGIN IMMEDIATE")
        for job in jobs:
            self.connection.execute("SAVEPOINT job")
            try:
                job.work(self.connection)
            except Exception as error:
                if not self.connection.in_transaction:
                    raise
                self.connection.execute("ROLLBACK TO job")
                job.error = error
            self.connection.execute("RELEASE job")
        self.connection.execute("COMMIT")
