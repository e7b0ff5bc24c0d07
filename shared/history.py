"""A run as it is stored: every event with the answer to it, chained by hashes, one entry a line.

The whole is JSON.  Its first line is the header (candidate, policy) and opens the list of entries;
each entry ends with the sha256 of the hash before it (of the header, for the first) followed by
its own text up to the hash, so `sha256sum` and a text editor are enough to follow the chain.  The
last line repeats the last hash, so that an entry missing at the end is noticed like any other.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from shared import codec
from shared.core.candidate import Candidate
from shared.core.messages import Event, Message, Order, TellPeople
from shared.core.policy import Policy
from shared.core.run import Run, evolve
from shared.envelope import Envelope

Answer = tuple[Envelope[Order], ...]
OPENING = b',"entries":['
TAIL = re.compile(rb'\],"head":"([0-9a-f]{64})","write_id":"([0-9a-f]*)"}\Z')
SEAL = re.compile(rb'{(.*),"hash":"([0-9a-f]{64})"}')


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
    line = b"{" + text + b',"hash":"' + head.encode() + b'"}'
    return grown(record, event, answer, line=line, head=head)


def grown(
    record: Record, event: Envelope[Event], answer: Answer, *, line: bytes, head: str
) -> Record:
    """The record with an entry folded in, whether it was just written or read again."""
    return replace(
        record,
        run=evolve(record.run, event.body, event.time, [envelope.body for envelope in answer]),
        lines=(*record.lines, line),
        head=head,
        answers={**record.answers, event.id: answer},
    )


def write(record: Record, write_id: str) -> bytes:
    """The record as it is stored; `write_id` tells one writer's bytes from another's."""
    header, *entries = record.lines
    tail = f'\n],"head":"{record.head}","write_id":"{write_id}"}}'.encode()
    return header + b"\n" + b",\n".join(entries) + tail


def write_id_of(data: bytes) -> str:
    """Who wrote the stored bytes."""
    found = TAIL.search(data)
    return found[2].decode() if found else ""


def read(data: bytes) -> Record:
    """The record in the stored bytes, replayed from its first entry.

    Raises `shared.codec.UnreadableError` where the bytes are no record or the chain is broken.
    """
    header, entries, head = parted(data)
    opening = codec.parse(Header, header.removesuffix(OPENING) + b"}").header
    run = Run(candidate=opening.candidate, policy=as_it_was(opening.policy, header))
    record = Record(run=run, lines=(header,), head=sha256(header).hexdigest())
    for line in entries:
        record = read_entry(record, line)
    if record.head != head:
        raise codec.UnreadableError("the last line of the stored run is not that of its last entry")
    return record


def as_it_was(policy: Policy, header: bytes) -> Policy:
    """The policy, which asks nobody for evidence of pylint in a run that began before it could."""
    # No text within JSON can hold this, since its quotes would be escaped.
    asked = b'"evidence_age":' in header
    return policy if asked else replace(policy, shadow={"lint": date.max})


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What a run is about, and by which policy it is judged."""

    candidate: Candidate
    policy: Policy


@dataclass(frozen=True, kw_only=True)
class Header:
    """The first line."""

    header: Heading


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an entry holds beside its hash."""

    event: Mapping[str, object]
    answer: tuple[Mapping[str, object], ...]


def parted(data: bytes) -> tuple[bytes, Sequence[bytes], str]:
    """The header, the entries as stored, and the hash in the last line."""
    header, _, rest = data.partition(b"\n")
    *lines, last = rest.split(b"\n")
    tail = TAIL.fullmatch(last)
    if not header.endswith(OPENING) or not tail:
        raise codec.UnreadableError("the stored run has no header or no end")
    entries = [line.removesuffix(b",") for line in lines[:-1]] + lines[-1:]
    if b",\n".join(entries) != b"\n".join(lines):
        raise codec.UnreadableError("the entries of the stored run are not well parted")
    return header, entries, tail[1].decode()


def read_entry(record: Record, line: bytes) -> Record:
    """The record with one more stored entry, which must continue its chain."""
    sealed = SEAL.fullmatch(line)
    if not sealed:
        raise codec.UnreadableError(f"entry {len(record.lines)} is not sealed by a hash")
    text, head = sealed[1], sealed[2].decode()
    if sha256(record.head.encode() + text).hexdigest() != head:
        raise codec.UnreadableError(f"entry {len(record.lines)} does not continue the chain")
    entry = codec.parse(Entry, line)
    event = codec.envelope_of(entry.event, Event)
    answer = tuple(codec.envelope_of(said, Order) for said in entry.answer)
    return grown(record, event, answer, line=line, head=head)


def unanswered(record: Record) -> Sequence[Envelope[Message]]:
    """The orders of which nothing was heard, to be said again where the run has fallen silent.

    Of a run that has ended only the last word still matters.
    """
    run = record.run
    heard = {*run.known, *run.jobs, *run.failures}
    said = (envelope for answer in record.answers.values() for envelope in answer)
    return [
        envelope
        for envelope in said
        if envelope.body.step not in heard
        and (not run.ending or isinstance(envelope.body, TellPeople))
    ]
