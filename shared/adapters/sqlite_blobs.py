"""Blobs in the SQLite store, with the conditions of Azure Blob Storage."""

from collections.abc import Iterator, Mapping
from heapq import merge

from shared.adapters.sqlite_seals import audited, sealed
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.sqlite_unit import Change, Unit
from shared.codec import document, parse
from shared.ports import NEW, Blob, ConflictError, Listed, NotModified

PAGE = 500
# Where the etag is the one given, the body is not even looked up.
GET = """
SELECT etag, metadata, CASE WHEN etag IS ?2 THEN NULL
    ELSE (SELECT data FROM bodies WHERE id = body) END
FROM heads WHERE name = ?1
"""
ETAG = "SELECT etag FROM heads WHERE name = ?"
# A range of the primary key: LIKE and GLOB would give some characters of a name a meaning.
LIST = "SELECT name, etag, metadata FROM heads WHERE name >= ? ORDER BY name LIMIT ?"
AUDIT = """
SELECT CAST(name AS BLOB), CAST(etag AS BLOB), CAST(metadata AS BLOB),
    (SELECT CAST(data AS BLOB) FROM bodies WHERE id = body)
FROM heads WHERE name > CAST(? AS TEXT) ORDER BY name LIMIT 1
"""


class SqliteBlobs:
    """The blobs of a store; a unit at hand sees its own changes before they are saved.

    Each etag is a seal over the whole blob, so that `altered` can tell.
    """

    def __init__(self, store: SqliteStore) -> None:
        self.store = store

    def get(self, name: str, *, if_none_match: str | None = None) -> Blob | NotModified | None:
        """The blob; `None` where there is none; `NotModified` where its etag is the one given."""
        unit = self.store.current.get()
        change = unit.find(name) if unit else None
        if change is not None:
            return changed(change, if_none_match)
        blob = next(iter(self.store.rows(found, GET, name, if_none_match)), None)
        if unit:
            unit.seen[name] = etag_of(blob, if_none_match)
        return blob

    def put(
        self,
        name: str,
        data: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        if_match: str | None = None,
    ) -> str:
        """Keep the bytes and their metadata, and return the new etag."""
        labels = document(dict(metadata or {}))
        etag = sealed(name.encode(), labels, data)
        change = Change(needs=if_match, etag=etag, metadata=labels, data=data)
        self.store.note(lambda unit: self.change(unit, name, change))
        return etag

    def delete(self, name: str, *, if_match: str | None = None) -> None:
        """Forget the blob, where it is there."""
        self.store.note(lambda unit: self.change(unit, name, Change(needs=if_match)))

    def list(self, prefix: str) -> Iterator[Listed]:
        """The blobs whose names begin so, in the order of their names."""
        unit = self.store.current.get()
        changes = unit.changed(prefix) if unit else {}
        stored = (blob for blob in self.stored(prefix) if blob.name not in changes)
        fresh = [
            listed(name, changes[name].etag, changes[name].metadata)
            for name in sorted(changes)
            if changes[name].etag != NEW
        ]
        return merge(stored, fresh, key=lambda blob: blob.name)

    def altered(self) -> Iterator[str]:
        """The names of all blobs that are not as they were put: a byte of them was changed."""
        name = b""
        while row := self.store.rows(audited, AUDIT, name):
            [(name, sound)] = row
            if not sound:
                yield name.decode(errors="replace")

    def change(self, unit: Unit, name: str, change: Change) -> None:
        """Leave the blob so.  Raises `ConflictError` where it is not what it needs to be."""
        if not self.fits(unit, name, change.needs):
            wanted = "as it was read" if change.needs else "new"
            raise ConflictError(f"blob {name}: it is not {wanted} any more; read it again")
        unit.leave(name, change)

    def fits(self, unit: Unit, name: str, needs: str | None) -> bool:
        """Whether the blob is what it needs to be, for all the unit knows; saving looks again."""
        if needs is None or needs == unit.seen.get(name):
            return True
        change = unit.find(name)
        etag = change.etag if change else next(iter(self.store.rows(str, ETAG, name)), NEW)
        return etag == needs

    def stored(self, prefix: str) -> Iterator[Listed]:
        """What is in the file, a page at a time, so that no snapshot is held meanwhile."""
        start = prefix
        while page := self.store.rows(listed, LIST, start, PAGE):
            for blob in page:
                if not blob.name.startswith(prefix):
                    return
                yield blob
            start = page[-1].name + "\0"


def changed(change: Change, if_none_match: str | None) -> Blob | NotModified | None:
    """A blob that is not saved yet, as it was asked for."""
    if change.data is None:
        return None
    data = None if change.etag == if_none_match else change.data
    return found(change.etag, change.metadata, data)


def found(etag: str, metadata: bytes, data: bytes | None) -> Blob | NotModified:
    """A blob as it was asked for."""
    if data is None:
        return NotModified()
    return Blob(data=data, etag=etag, metadata=parse(dict[str, str], metadata))


def etag_of(blob: Blob | NotModified | None, if_none_match: str | None) -> str:
    """The etag of what was read: the one given where it still holds."""
    if isinstance(blob, NotModified):
        return if_none_match or NEW
    return blob.etag if blob else NEW


def listed(name: str, etag: str, metadata: bytes) -> Listed:
    """A blob as a listing shows it."""
    return Listed(name=name, etag=etag, metadata=parse(dict[str, str], metadata))
