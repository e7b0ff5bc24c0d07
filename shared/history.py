"""A run as it is stored: every event with the answer to it, chained by hashes, one entry a line.

The whole is JSON.  Its first line is the header (candidate, policy) and opens the list of entries;
each entry ends with the sha256 of the entry before it (of the header, for the first) followed by
its own text up to the hash, so `sha256sum` and a text editor are enough to follow the chain.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from pydantic_core import from_json

from shared import codec
from shared.core.candidate import Candidate
from shared.core.decisions import due, stage, waits
from shared.core.messages import Event, Message, Order
from shared.core.policy import Policy
from shared.core.run import Run, evolve
from shared.envelope import Envelope

Answer = tuple[Envelope[Order], ...]
OPENING = b',"entries":['
TAIL = re.compile(rb'\],"write_id":"([0-9a-f]*)"}$')
SEAL = re.compile(rb'^{(.*),"hash":"([0-9a-f]{64})"}$')


@dataclass(frozen=True, kw_only=True)
class Record:
    """A run with all that was ever said about it.

    `lines` are the header and the entries as stored, `head` is the hash of the last of them, `etag`
    that of the blob it was read from, empty where it was never stored.
    """

    run: Run
    lines: tuple[bytes, ...]
    head: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    etag: str = ""
    archived: bool = False


def begin(candidate: Candidate, policy: Policy) -> Record:
    """The record of a run to which nothing has happened yet."""
    header = b'{"header":' + codec.document({"candidate": candidate, "policy": policy}) + OPENING
    run = Run(candidate=candidate, policy=policy)
    return Record(run=run, lines=(header,), head=sha256(header).hexdigest())


def add(record: Record, event: Envelope[Event], answer: Answer) -> Record:
    """The record with one more entry."""
    said = b",".join(codec.write(envelope) for envelope in answer)
    text = b'"event":' + codec.write(event) + b',"answer":[' + said + b"]"
    head = sha256(record.head.encode() + text).hexdigest()
    return replace(
        record,
        run=evolve(record.run, event.body, event.time, [envelope.body for envelope in answer]),
        lines=(*record.lines, b"{" + text + b',"hash":"' + head.encode() + b'"}'),
        head=head,
        answers={**record.answers, event.id: answer},
    )


def write(record: Record, write_id: str) -> bytes:
    """The record as it is stored; `write_id` tells one writer's bytes from another's."""
    header, *entries = record.lines
    tail = b'\n],"write_id":"' + write_id.encode() + b'"}'
    return header + b"\n" + b",\n".join(entries) + tail


def write_id_of(data: bytes) -> str:
    """Who wrote the stored bytes."""
    found = TAIL.search(data)
    return found[1].decode() if found else ""


def read(data: bytes) -> Record:
    """The record in the stored bytes, replayed from its first entry.

    Raises `shared.codec.UnreadableError` where the bytes are no record or the chain is broken.
    """
    header, entries = parted(data)
    opening = codec.parse(Header, header.removesuffix(OPENING) + b"}")
    record = begin(opening.header.candidate, opening.header.policy)
    record = replace(record, lines=(header,), head=sha256(header).hexdigest())
    for line in entries:
        record = read_entry(record, line)
    return record


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What a run is about, and by which policy it is judged."""

    candidate: Candidate
    policy: Policy


@dataclass(frozen=True, kw_only=True)
class Header:
    """The first line."""

    header: Heading


def parted(data: bytes) -> tuple[bytes, Sequence[bytes]]:
    """The header and the entries as stored."""
    lines = data.split(b"\n")
    if not lines[0].endswith(OPENING) or not TAIL.fullmatch(lines[-1]):
        raise codec.UnreadableError("the stored run has no header or no end")
    body = [line for line in lines[1:-1] if line]
    joined = [line.removesuffix(b",") for line in body[:-1]] + body[-1:]
    if b",\n".join(joined) != b"\n".join(lines[1:-1]):
        raise codec.UnreadableError("the entries of the stored run are not well parted")
    return lines[0], joined


def read_entry(record: Record, line: bytes) -> Record:
    """The record with one more stored entry, which must continue its chain."""
    sealed = SEAL.match(line)
    if not sealed:
        raise codec.UnreadableError(f"entry {len(record.lines)} is not sealed by a hash")
    if sha256(record.head.encode() + sealed[1]).hexdigest().encode() != sealed[2]:
        raise codec.UnreadableError(f"entry {len(record.lines)} does not continue the chain")
    entry: Any = from_json(line)
    event = codec.envelope_of(entry["event"], Event)
    answer = tuple(codec.envelope_of(said, Order) for said in entry["answer"])
    added = add(record, event, answer)
    return replace(added, lines=(*record.lines, line), head=sealed[2].decode())


def mirror(record: Record) -> dict[str, str]:
    """What a listing must show without reading the run: enough for dashboards and deadlines."""
    run, open_waits, patience = record.run, waits(record.run), due(record.run)
    owners = sorted({f"{wait.step}: {wait.owner}" for wait in open_waits})
    return {
        "run": run.candidate.run_id,
        "repository": quote(run.candidate.repository),
        "commit": run.candidate.commit,
        "model": run.candidate.model,
        "team": quote(run.pushed.team if run.pushed else "", safe=" "),
        "stage": stage(run),
        "waiting": ", ".join(owners),
        "jobs": ",".join(sorted(set(run.jobs) - set(run.known))) if not run.ending else "",
        "due": patience.isoformat() if patience else "",
        "began": run.began.isoformat() if run.began else "",
        "updated": run.updated.isoformat() if run.updated else "",
        "head": record.head,
    }


def unanswered(record: Record) -> Sequence[Envelope[Message]]:
    """The orders of which nothing was heard, to be said again where the run has fallen silent."""
    heard = {*record.run.known, *record.run.jobs, *record.run.failures}
    said = (envelope for answer in record.answers.values() for envelope in answer)
    return [envelope for envelope in said if envelope.body.step not in heard]
