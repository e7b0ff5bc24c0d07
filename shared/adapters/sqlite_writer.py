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

GLANCE = 0.05
"""Seconds after which a thread that waits for its turn looks whether it still needs one."""


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

        What is durable survives a power cut, the rest survives the death of this process only.
        Raises what the work raises, and `TryAgainError` where the file cannot be written.
        """
        answers: list[T] = []
        job = Job(work=lambda connection: answers.append(work(connection)), durable=durable)
        self.waiting.append(job)
        while not job.settled:
            # Whoever has the turn may settle our job with its own, so we look up now and then.
            if self.turn.acquire(timeout=GLANCE):
                self.take_turn(job)
        if isinstance(job.error, sqlite3.Error):
            raise trouble(self.path, job.error) from job.error
        if job.error is not None:
            raise job.error
        return answers[0]

    def take_turn(self, job: Job) -> None:
        """Save all that waits, unless the job has been saved meanwhile."""
        try:
            if not job.settled:
                self.commit([self.waiting.popleft() for _ in range(len(self.waiting))])
        finally:
            self.turn.release()

    def commit(self, jobs: Sequence[Job]) -> None:
        """Do all the work in one transaction, and note for each job how it ended."""
        ending: sqlite3.Error | None = sqlite3.OperationalError("stopped while saving")
        try:
            self.write(jobs)
            ending = None
        except sqlite3.Error as error:
            ending = error
        finally:
            for job in jobs:
                job.error = job.error or ending
                job.settled = True

    def write(self, jobs: Sequence[Job]) -> None:
        """Do all the work in one transaction, or none of it."""
        self.synchronise("FULL" if any(job.durable for job in jobs) else "NORMAL")
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for job in jobs:
                self.attempt(job, alone=len(jobs) == 1)
            self.connection.execute("COMMIT")
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def attempt(self, job: Job, *, alone: bool) -> None:
        """Do the work of one job; where it fails among others, it is undone and harms none."""
        if alone:
            job.work(self.connection)
            return
        self.connection.execute("SAVEPOINT job")
        try:
            job.work(self.connection)
        except Exception as error:
            if not self.connection.in_transaction:  # SQLite has given everything up
                raise
            self.connection.execute("ROLLBACK TO job")
            job.error = error
        self.connection.execute("RELEASE job")

    def synchronise(self, level: str) -> None:
        """Say what the next commit waits for.

        FULL waits for the disk, NORMAL does not: https://www.sqlite.org/pragma.html#pragma_synchronous
        """
        if level != self.synchronous:
            # It acts while it is being compiled, and `execute` would compile it only once.
            self.connection.executescript(f"PRAGMA synchronous = {level}")
            self.synchronous = level

    def close(self) -> None:
        """Let go of the file, once nobody writes any more."""
        with self.turn:
            self.connection.close()
