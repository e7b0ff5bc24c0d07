"""The blobs in the file, as units of work are saved one on top of the other."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import count

from shared.adapters.sqlite_unit import Change, Unit
from shared.ports import NEW

HEAD = "SELECT etag, body FROM heads WHERE name = ?"
LAST_BODY = "SELECT coalesce(max(id), 0) FROM bodies"
PUT_HEAD = "INSERT OR REPLACE INTO heads (name, etag, metadata, body) VALUES (?, ?, ?, ?)"
PUT_BODY = "INSERT OR REPLACE INTO bodies (id, data) VALUES (?, ?)"
DELETE_HEAD = "DELETE FROM heads WHERE name = ?"
DELETE_BODY = "DELETE FROM bodies WHERE id = ?"


class Heads:
    """What the units admitted so far have made of the blobs."""

    def __init__(self, file: sqlite3.Connection) -> None:
        """Begin with the blobs as they are; the file is inside a transaction."""
        self.file = file
        self.known: dict[str, tuple[str, int]] = {}
        self.changes: dict[str, Change] = {}

    def admit(self, unit: Unit) -> bool:
        """Take over the unit's changes, if every blob is what the unit needs it to be."""
        for name, change in unit.changes.items():
            if change.needs is not None and change.needs != self.etag(name):
                return False
        self.changes.update(unit.changes)
        return True

    def write(self) -> None:
        """Bring the file to where the units have led."""
        free = self.free_places()
        kept, gone = [], []
        for name, change in self.changes.items():
            _, place = self.stored(name)
            if change.data is None:
                gone.append((name, place))
            else:
                kept.append((name, place or next(free), change))
        if kept:
            self.put(kept)
        if gone:
            self.delete(gone)

    def put(self, blobs: Sequence[tuple[str, int, Change]]) -> None:
        """Write blobs, with the places of their bodies."""
        heads = [(name, change.etag, change.metadata, place) for name, place, change in blobs]
        self.file.executemany(PUT_HEAD, heads)
        self.file.executemany(PUT_BODY, [(place, change.data) for _, place, change in blobs])

    def delete(self, blobs: Sequence[tuple[str, int]]) -> None:
        """Delete blobs, with the places of their bodies."""
        self.file.executemany(DELETE_HEAD, [(name,) for name, _ in blobs])
        self.file.executemany(DELETE_BODY, [(place,) for _, place in blobs])

    def etag(self, name: str) -> str:
        """The etag the blob has by now, `NEW` where there is no such blob."""
        return self.changes[name].etag if name in self.changes else self.stored(name)[0]

    def stored(self, name: str) -> tuple[str, int]:
        """The blob's etag in the file, and where its body lies: 0 where there is none."""
        if name not in self.known:
            self.known[name] = self.file.execute(HEAD, (name,)).fetchone() or (NEW, 0)
        return self.known[name]

    def free_places(self) -> Iterator[int]:
        """Where new bodies may lie."""
        (last,) = self.file.execute(LAST_BODY).fetchone()
        yield from count(last + 1)
