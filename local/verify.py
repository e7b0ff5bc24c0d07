"""Read everything again that is stored, and say what was compared and what does not fit."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from shared import codec, contents, history
from shared.codec import UnreadableError
from shared.core.audit import breaches
from shared.core.errors import RefusedError
from shared.core.showing import papers
from shared.exhibits import trail
from shared.history import Record
from shared.mirror import mirror
from shared.ports import Blob, Blobs, Listed
from shared.runs import Runs, place_of, pointer_to, resting_place_of

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One kind of thing that was compared: how many there were, and every fault."""

    name: str
    compared: int
    faults: tuple[str, ...]


def chapter(name: str, things: Iterable[T], faults_of: Callable[[T], Iterable[str]]) -> Chapter:
    """Every thing looked at; what cannot be read is a fault, too, and so is a list that breaks."""
    compared, faults = 0, list[str]()
    try:
        for thing in things:
            compared += 1
            faults.extend(told(faults_of, thing))
    except RefusedError as error:
        faults.append(f"{name}: cannot be listed to the end: {error}")
    return Chapter(name=name, compared=compared, faults=tuple(faults))


def told(faults_of: Callable[[T], Iterable[str]], thing: T) -> Iterator[str]:
    """The faults of one thing."""
    try:
        yield from faults_of(thing)
    except (RefusedError, OSError) as error:
        yield str(error)


def histories(blobs: Blobs, rows: Iterable[Listed]) -> Chapter:
    """Chains are whole, stored bytes say nothing else, and replaying gives the mirrored state."""

    def faults_of(row: Listed) -> Iterator[str]:
        blob = blobs.get(row.name)
        if isinstance(blob, Blob):
            return (f"{row.name}: {fault}" for fault in history_faults(blobs, row.name, blob))
        return iter([f"{row.name}: listed, but not there"])

    return chapter("histories: whole chains, replay equals state", rows, faults_of)


def history_faults(blobs: Blobs, name: str, blob: Blob) -> Iterator[str]:
    """What is wrong with one stored run."""
    record = read(name, blob.data)
    run_id = record.run.candidate.run_id
    if history.write(record, history.write_id_of(blob.data)) != blob.data:
        yield "holds bytes that belong to no entry"
    if mirror(record) != dict(blob.metadata):
        yield "replaying gives another state than the one that is mirrored"
    if name not in (place_of(run_id), record.run.ending and resting_place_of(record)):
        yield f"holds the run {run_id}"
    elif name != place_of(run_id) and not is_found(blobs, run_id, name):
        yield f"{pointer_to(run_id)} does not lead here"


def is_found(blobs: Blobs, run_id: str, name: str) -> bool:
    """Whether the id leads to where the ended run lies, or it has only just been moved there."""
    pointer = blobs.get(pointer_to(run_id))
    led = isinstance(pointer, Blob) and pointer.data == name.encode()
    return led or blobs.get(place_of(run_id)) is not None


def promises(records: Iterable[Record]) -> Chapter:
    """Nothing was promoted that a gate or a person should have kept out."""

    def faults_of(record: Record) -> Iterator[str]:
        return (f"{record.run.candidate.run_id}: {breach}" for breach in breaches(record.run))

    return chapter("promises: every promotion was earned", records, faults_of)


def kept(blobs: Blobs) -> Chapter:
    """Everything kept under its sha256 still has that sum."""
    digests = (row.name.removeprefix("contents/") for row in blobs.list("contents/"))

    def faults_of(digest: str) -> Iterator[str]:
        contents.fetch(blobs, digest)
        yield from ()

    return chapter("contents: stored bytes have their sums", digests, faults_of)


def mentioned(blobs: Blobs, records: Iterable[Record]) -> Chapter:
    """What histories mention by its sum is kept."""
    there = {row.name.removeprefix("contents/") for row in blobs.list("contents/")}

    def faults_of(record: Record) -> Iterator[str]:
        for digest in sums_in(record):
            if digest not in there:
                yield f"{record.run.candidate.run_id}: mentions {digest}, which is not kept"

    return chapter("evidence: what histories mention is there", records, faults_of)


def sums_in(record: Record) -> Iterator[str]:
    """The sums of everything a run's history has kept elsewhere."""
    if record.run.checked:
        yield record.run.checked.bundle
    events = (trail.heard(entry)[0] for entry in trail.entries(record))
    yield from (paper.digest for paper in papers(events))


def records_in(blobs: Blobs, rows: Iterable[Listed]) -> Iterator[Record]:
    """The runs that can be listed and read; the others are faults of `histories`."""
    with suppress(RefusedError):
        for row in rows:
            blob = blobs.get(row.name)
            with suppress(UnreadableError):
                if isinstance(blob, Blob):
                    yield history.read(blob.data)


def read(name: str, data: bytes) -> Record:
    """The run in the bytes, or a fault that names it."""
    try:
        return history.read(data)
    except UnreadableError as error:
        raise codec.UnreadableError(f"{name}: {error}") from error


def all_rows(runs: Runs) -> Iterator[Listed]:
    """Every run there is, alive or ended, as far as it can be listed."""
    yield from runs.alive()
    yield from runs.ended()
