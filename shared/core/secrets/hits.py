"""Places in a text where a secret is, and which of several that overlap is the one to tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.core.secrets.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A value of a kind, and where it starts; the less the rank, the more its kind says."""

    kind: Kind
    start: int
    value: str = field(repr=False)
    rank: int = 0

    @property
    def end(self) -> int:
        """Where the value ends."""
        return self.start + len(self.value)


def settled(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Of hits that overlap the one that says most, in the order of the text."""
    best: Hit | None = None
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.rank)):
        if best is None or hit.start < end:
            best = hit if best is None or hit.rank < best.rank else best
        else:
            yield best
            best = hit
        end = max(end, hit.end)
    if best is not None:
        yield best
