"""Read everything again that is stored, and say what was compared and what does not fit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from shared import codec, contents, history
from shared.codec import UnreadableError
from shared.core.audit import breaches
from shared.core.errors import RefusedError
from shared.history import Record
from shared.ports import Blob, Blobs, Listed
from shared.runs import Runs

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One kind of thing that was compared: how many there were, and every fault."""

    name: str
    compared: int
    faults: tuple[str, ...]


def chapter(name: str, things: Iterable[T], faults_of: Callable[[T], Iterable[str]]) -> Chapter:
    """Every thing looked at; what cannot be read is a fault, too."""
    compared, faults = 0, list[str]()
    for thing in things:
        compared += 1
        try:
            faults.extend(faults_of(thing))
        except RefusedError as error:
            faults.append(str(error))
    return Chapter(name=name, compared=compared, faults=tuple(faults))


def histories(blobs: Blobs, rows: Iterable[Listed]) -> Chapter:
    """Chains are whole, stored bytes say nothing else, and replaying gives the mirrored state."""

    def faults_of(row: Listed) -> Iterator[str]:
        blob = blobs.get(row.name)
        if not isinstance(blob, Blob):
            yield f"{row.name}: listed, but not there"
            return
        record = read(row.name, blob.data)
        if history.write(record, history.write_id_of(blob.data)) != blob.data:
            yield f"{row.name}: holds bytes that belong to no entry"
        if history.mirror(record) != dict(blob.metadata):
            yield f"{row.name}: replaying gives another state than the one that is mirrored"
        if not row.name.endswith(f"/{record.run.candidate.run_id}.json"):
            yield f"{row.name}: holds the run {record.run.candidate.run_id}"

    return chapter("histories: whole chains, replay equals state", rows, faults_of)


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
    run = record.run
    if run.checked:
        yield from (run.checked.bundle, run.checked.report)
    if run.tested:
        yield run.tested.report.report
    if run.trained:
        yield run.trained.log
    if run.evaluated:
        yield from (run.evaluated.predictions, run.evaluated.log)


def records_in(blobs: Blobs, rows: Iterable[Listed]) -> Iterator[Record]:
    """The runs that can be read; the others are faults of `histories`."""
    for row in rows:
        blob = blobs.get(row.name)
        if isinstance(blob, Blob):
            try:
                yield history.read(blob.data)
            except UnreadableError:
                continue


def read(name: str, data: bytes) -> Record:
    """The run in the bytes, or a fault that names it."""
    try:
        return history.read(data)
    except UnreadableError as error:
        raise codec.UnreadableError(f"{name}: {error}") from error


def all_rows(runs: Runs) -> list[Listed]:
    """Every run there is, alive or ended."""
    return [*runs.alive(), *runs.ended()]
