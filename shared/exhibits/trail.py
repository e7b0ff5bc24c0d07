"""The audit trail: the stored lines of a run as entries that people and programs can read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared import codec
from shared.core.messages import Event, Order
from shared.core.story import Heard
from shared.history import Record


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """An entry as it is stored: CloudEvents, and the hash that continues the chain."""

    event: Mapping[str, object]
    answer: tuple[Mapping[str, object], ...]
    hash: str


@dataclass(frozen=True, kw_only=True)
class Entry(Sealed):
    """An entry with its place in the trail, counted from 1, and when its event happened."""

    number: int
    at: datetime


def entries(record: Record) -> tuple[Entry, ...]:
    """Every entry of the record, the first one first."""
    sealed = (codec.parse(Sealed, line) for line in record.lines[1:])
    return tuple(Entry(**vars(one), number=n, at=time_of(one)) for n, one in enumerate(sealed, 1))


def time_of(entry: Sealed) -> datetime:
    """When the entry's event happened."""
    return datetime.fromisoformat(str(entry.event["time"]))


def heard(entry: Entry) -> Heard:
    """The entry in the words of the core."""
    event = codec.envelope_of(entry.event, Event)
    said = (codec.envelope_of(order, Order) for order in entry.answer)
    return event.body, event.time, tuple(envelope.body for envelope in said)
