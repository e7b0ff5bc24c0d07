"""One SQLite file: how it is opened and shaped, and how many threads read it at once."""

import sqlite3
from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from shared.core.errors import RefusedError, TryAgainError

Value = str | int | float | bytes | None

VERSION = 1
# Heads lie apart from bodies so that listing and conditions never meet a body.
SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS heads (
    name TEXT PRIMARY KEY, etag TEXT NOT NULL, metadata BLOB NOT NULL, body INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, queue TEXT NOT NULL, ready_at REAL NOT NULL, count INTEGER NOT NULL,
    token TEXT NOT NULL, id TEXT NOT NULL, data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_by_readiness ON messages (queue, ready_at, seq);
CREATE TABLE IF NOT EXISTS carried (
    slot INTEGER NOT NULL, queue TEXT NOT NULL, id TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (slot, queue, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS aside (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL,
    data BLOB NOT NULL, reason TEXT NOT NULL, at REAL NOT NULL
);
PRAGMA user_version = 1;
COMMIT;
"""


def connect(path: Path, patience: timedelta) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time.

    Another process holding the file is waited for as long as `patience` says.
    """
    connection = sqlite3.connect(
        path,
        timeout=patience.total_seconds(),
        isolation_level=None,
        check_same_thread=False,
        cached_statements=64,
    )
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def shape(connection: sqlite3.Connection, path: Path) -> None:
    """Make the file ready to write to.  Raises `RefusedError` for the file of another release."""
    connection.execute("PRAGMA journal_mode = WAL")
    # A commit into a log that grows waits twice as long for the disk as one that overwrites it, and
    # from so many pages on it is overwritten; batches gain nothing from a longer one.
    connection.execute("PRAGMA wal_autocheckpoint = 1000")
    connection.execute("PRAGMA cache_size = -16384")
    connection.execute("PRAGMA secure_delete = OFF")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in (0, VERSION):
        raise RefusedError(
            f"store {path}: written by another release (version {version}, this one reads "
            f"{VERSION}); start that release, or name another file"
        )
    if version == 0:
        connection.executescript(SCHEMA)


def trouble(path: Path, error: sqlite3.Error) -> TryAgainError:
    """What to say when SQLite cannot do as asked."""
    return TryAgainError(
        f"store {path}: {error}; nothing was saved: see that the disk is there, writable and has "
        "room, and that no other process holds the file"
    )


class Readers:
    """Connections for reading, lent for one query each, so that nobody holds a snapshot for long.

    A reader never waits for the writer: https://www.sqlite.org/wal.html#concurrency
    """

    def __init__(self, path: Path, patience: timedelta) -> None:
        self.path, self.patience = path, patience
        self.idle: deque[sqlite3.Connection] = deque()
        self.closed = False

    def rows(self, query: str, parameters: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """Every row of the answer.  Raises `TryAgainError` where the file cannot be read."""
        try:
            connection = self.take()
            rows = connection.execute(query, parameters).fetchall()
        except sqlite3.Error as error:
            raise trouble(self.path, error) from error
        self.idle.append(connection)
        return rows

    def take(self) -> sqlite3.Connection:
        """A connection nobody is reading with."""
        if self.closed:
            raise sqlite3.ProgrammingError("the store is closed")
        try:
            return self.idle.pop()
        except IndexError:
            return connect(self.path, self.patience)

    def close(self) -> None:
        """Let go of the file; queries under way are the last."""
        self.closed = True
        while self.idle:
            self.idle.pop().close()
