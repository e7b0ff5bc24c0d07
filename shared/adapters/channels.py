"""Several ways to people at once: trouble with one of them keeps none of the others silent."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from shared.ports import Notice, People
from shared.telling import to_the_end

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, kw_only=True)
class Channels:
    """Tells by every way, in the order given.

    What is told again because one way failed would fill the mailboxes of those who were reached by
    another.  So this process remembers what it told, as a courtesy; after a restart the repetition
    is recognisable, and no more is promised.
    """

    ways: Sequence[People]
    told: OrderedDict[tuple[int, str, str], None] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def tell(self, notice: Notice) -> None:
        """Tell by all ways that have not told this yet.  Raises as `to_the_end` does."""
        to_the_end(partial(self.by, number, notice) for number in range(len(self.ways)))

    def by(self, number: int, notice: Notice) -> None:
        """Tell by one way, and remember that."""
        key = (number, notice.key, notice.to)
        with self.lock:
            if key in self.told:
                return
        self.ways[number].tell(notice)
        with self.lock:
            self.told[key] = None
            if len(self.told) > MOST_REMEMBERED:
                self.told.popitem(last=False)
