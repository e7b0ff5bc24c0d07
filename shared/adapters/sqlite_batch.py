"""Several units of work, one after the other, that are saved together."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from shared.adapters.sqlite_unit import Change, Unit


class Batch:
    """Units that wait to be saved, each of which saw what the earlier ones changed.

    A batch belongs to one thread.
    """

    def __init__(
        self,
        inside: Callable[[Unit], AbstractContextManager[None]],
        save: Callable[[Sequence[Unit]], Sequence[Unit]],
    ) -> None:
        self.inside, self.save = inside, save
        self.units: list[Unit] = []
        self.changes: dict[str, Change] = {}

    @contextmanager
    def unit(self) -> Iterator[None]:
        """What happens inside waits for the commit; where it ends in an error, it is forgotten."""
        unit = Unit(below=self.changes)
        with self.inside(unit):
            yield
        self.units.append(unit)
        self.changes.update(unit.changes)

    def commit(self) -> int:
        """Save all units so far, and return how many came too late.

        Those are forgotten, and the messages they had completed are delivered again.
        Raises `TryAgainError` where nothing could be saved: their locks then run out.
        """
        units, self.units, self.changes = self.units, [], {}
        return len(self.save(units)) if units else 0
