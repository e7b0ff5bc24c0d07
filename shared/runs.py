"""Where runs are kept: alive under `runs/`, ended under `ended/`, each saved by one PUT.

What must be listed every minute grows with what is alive, and not with history.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock
from uuid import uuid4

from shared import history
from shared.codec import UnreadableError
from shared.core.candidate import Candidate
from shared.core.policy import Policy
from shared.history import Record
from shared.mirror import mirror
from shared.ports import NEW, AlteredError, Blob, Blobs, ConflictError, Listed, NotModified

REMEMBERED = 2_000


@dataclass(frozen=True, kw_only=True)
class Runs:
    """The runs in a blob store, with those read last kept at hand under their etags."""

    blobs: Blobs
    recent: "OrderedDict[str, Record]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def load(self, candidate: Candidate, policy: Policy) -> Record:
        """The run of a candidate; a new one, under the policy, where there is none."""
        found = self.find(candidate.run_id)
        return found or history.begin(candidate, policy)

    def find(self, run_id: str) -> Record | None:
        """The run of that id, alive or ended."""
        record = self.read(place_of(run_id))
        if record:
            return record
        pointer = self.blobs.get(pointer_to(run_id))
        if not isinstance(pointer, Blob):
            return None
        ended = self.read(pointer.data.decode())
        return ended and replace(ended, archived=True)

    def read(self, name: str) -> Record | None:
        """The run stored under a name."""
        known = self.recent.get(name)
        blob = self.blobs.get(name, if_none_match=known.etag if known else None)
        if isinstance(blob, NotModified):
            return known
        if blob is None:
            return None
        return self.remember(name, record_in(name, blob))

    def save(self, record: Record) -> Record:
        """Keep the record.  Raises `ConflictError` where somebody else has saved the run since.

        The SDK may conflict with its own retried write, so a conflict is believed only once the
        stored `write_id` proves to be another's (azure-sdk-for-net#35632).
        """
        name = place_of(record.run.candidate.run_id)
        write_id = uuid4().hex
        data, metadata = history.write(record, write_id), mirror(record)
        try:
            etag = self.blobs.put(name, data, metadata=metadata, if_match=record.etag or NEW)
        except ConflictError:
            etag = self.own_etag(name, write_id)
        return self.remember(name, replace(record, etag=etag))

    def own_etag(self, name: str, write_id: str) -> str:
        """The etag of our own write, or `ConflictError` where it was another's."""
        stored = self.blobs.get(name)
        if isinstance(stored, Blob) and history.write_id_of(stored.data) == write_id:
            return stored.etag
        raise ConflictError(f"{name}: somebody else saved the run first")

    def remember(self, name: str, record: Record) -> Record:
        """Keep the record at hand."""
        with self.lock:
            self.recent[name] = record
            self.recent.move_to_end(name)
            if len(self.recent) > REMEMBERED:
                self.recent.popitem(last=False)
        return record

    def alive(self) -> Iterator[Listed]:
        """The runs that have not been moved away, as a listing shows them."""
        return self.blobs.list("runs/")

    def ended(self, month: str = "") -> Iterator[Listed]:
        """The runs that ended, in a month (`2026/11`) or ever."""
        return (row for row in self.blobs.list(f"ended/{month}") if "/by-id/" not in row.name)

    def archive(self, run_id: str) -> None:
        """Move an ended run away, unless it has just moved on.

        A crash in between leaves both; what is alive then holds all that the other one holds.
        """
        name = place_of(run_id)
        blob = self.blobs.get(name)
        if not isinstance(blob, Blob):
            return
        record = record_in(name, blob)
        if record.run.ending:
            with suppress(ConflictError):
                self.lay_down(resting_place_of(record), blob, record)
                self.create(pointer_to(run_id), resting_place_of(record).encode())
                self.blobs.delete(name, if_match=blob.etag)

    def lay_down(self, place: str, blob: Blob, record: Record) -> None:
        """Keep the run in its last place, instead of what an earlier attempt left there."""
        if self.create(place, blob.data, blob.metadata):
            return
        there = self.blobs.get(place)
        if isinstance(there, Blob) and len(record_in(place, there).lines) < len(record.lines):
            self.blobs.put(place, blob.data, metadata=blob.metadata, if_match=there.etag)

    def create(self, name: str, data: bytes, metadata: Mapping[str, str] | None = None) -> bool:
        """Keep the bytes unless something is there already; tells whether they were kept."""
        try:
            self.blobs.put(name, data, metadata=metadata, if_match=NEW)
        except ConflictError:
            return False
        return True


def record_in(name: str, blob: Blob) -> Record:
    """The run in a blob.  Raises `AlteredError` where the blob is not as it was written."""
    try:
        return replace(history.read(blob.data), etag=blob.etag)
    except UnreadableError as error:
        raise AlteredError(f"{name}: {error}; restore it from a copy") from error


def place_of(run_id: str) -> str:
    """Where a run that is alive is kept."""
    return f"runs/{run_id.rpartition('-')[0]}/{run_id}.json"


def pointer_to(run_id: str) -> str:
    """Where it is noted to which place an ended run was moved."""
    return f"ended/by-id/{run_id}"


def resting_place_of(record: Record) -> str:
    """Where an ended run is kept, by the month in which it ended."""
    run_id, ended = record.run.candidate.run_id, record.run.ordered["people"]
    return f"ended/{ended:%Y/%m}/{run_id.rpartition('-')[0]}/{run_id}.json"
