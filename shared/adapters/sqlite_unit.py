"""What a unit of work has changed and not saved yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.ports import NEW, Delivery


@dataclass(frozen=True, kw_only=True)
class Change:
    """A blob as a unit leaves it; without data it is gone, and its etag is `NEW`.

    `needs` is the etag the blob must have when the unit is saved, `None` where any will do.
    """

    needs: str | None
    etag: str = NEW
    metadata: bytes = b""
    data: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message on its way to a queue; times count seconds since 1970."""

    queue: str
    id: str
    data: bytes
    at: float
    ready_at: float


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A message given back, to be ready again at a time."""

    delivery: Delivery
    ready_at: float


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A message that a handler set aside."""

    data: bytes
    reason: str
    at: float


@dataclass(kw_only=True)
class Unit:
    """The changes of one unit of work, which are saved together or not at all.

    `below` is what earlier units of the same batch have changed, `leaned` the blobs that this
    unit saw there: it cannot stand where they fall.  `seen` are the etags it read in the file.
    """

    below: Mapping[str, Change] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    leaned: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    completed: list[Delivery] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)

    def find(self, name: str) -> Change | None:
        """How this unit or an earlier one has left the blob, `None` where neither touched it."""
        if name in self.changes:
            return self.changes[name]
        if name in self.below:
            self.leaned.add(name)
        return self.below.get(name)

    def changed(self, prefix: str) -> Mapping[str, Change]:
        """The blobs left changed whose names begin so."""
        names = {*self.below, *self.changes}
        found = {name: self.find(name) for name in names if name.startswith(prefix)}
        return {name: change for name, change in found.items() if change}

    def leave(self, name: str, change: Change) -> None:
        """Change a blob; what it needed to be before its first change still counts."""
        self.seen.pop(name, None)
        earlier = self.changes.get(name)
        self.changes[name] = replace(change, needs=earlier.needs) if earlier else change

    def queues(self) -> set[str]:
        """The queues that get messages when this is saved."""
        returned = {back.delivery.queue for back in self.returned}
        return returned | {message.queue for message in self.sent}
