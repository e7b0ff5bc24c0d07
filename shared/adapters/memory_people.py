"""People who are told nothing outside this process."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.letters import plain
from shared.plain_text import line, lines
from shared.ports import Notice


@dataclass(frozen=True, kw_only=True)
class MemoryPeople:
    """What was told to whom, in the order of telling."""

    told: dict[tuple[str, str], Notice] = field(default_factory=dict)

    def tell(self, notice: Notice) -> None:
        """Note it down, once for the same key and person."""
        subject, text = line(notice.subject), lines(plain(notice))
        shown = Notice(key=notice.key, to=notice.to, subject=subject, text=text)
        self.told.setdefault((notice.key, notice.to), shown)

    def letters(self, to: str | None = None) -> Iterator[Notice]:
        """What was told to one person, or to all, the oldest first."""
        yield from (notice for notice in self.told.values() if to in (None, notice.to))
