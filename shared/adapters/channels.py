"""Several ways to people at once: the first is what counts, and the others are a courtesy."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from shared.codec import document
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import Notice, People

LOG = logging.getLogger("gatehouse.people")

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, kw_only=True)
class Channels:
    """Tells by every way, of which there is one at least.

    Trouble with the first is raised; that with any other is logged, and neither fails an order nor
    has it repeated.  What is told again would fill the mailboxes of those who were reached before.
    So this process remembers what it told; after a restart the repetition is recognisable, and no
    more is promised.
    """

    ways: Sequence[People]
    told: OrderedDict[tuple[int, str, str], None] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def tell(self, notice: Notice) -> None:
        """Tell by all ways that have not told this yet.  Raises as the first does."""
        try:
            self.by(0, notice)
        finally:
            for number in range(1, len(self.ways)):
                self.try_by(number, notice)

    def try_by(self, number: int, notice: Notice) -> None:
        """Tell by a way that nothing depends on."""
        try:
            self.by(number, notice)
        except Exception as trouble:  # noqa: BLE001 - nothing depends on a courtesy
            # Only our own errors are known to repeat no secret.
            ours = isinstance(trouble, (RefusedError, TryAgainError))
            error = str(trouble) if ours else type(trouble).__name__
            way = type(self.ways[number]).__name__
            facts = {"notice": notice.key, "way": way, "outcome": "not told", "error": error}
            LOG.warning("%s", document(facts).decode())

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
