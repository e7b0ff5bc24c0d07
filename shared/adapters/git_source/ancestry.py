"""The commits that lie behind a commit, and not behind an earlier one."""

from collections.abc import Collection
from heapq import heappop, heappush

from shared.adapters.git_source.commits import Commit, commit_in
from shared.adapters.git_source.objects import Objects
from shared.ports import UnreadableSourceError


class Ancestry:
    """Commits of one repository, each read once, and no more of them than `most`."""

    def __init__(self, objects: Objects, most: int) -> None:
        self._objects = objects
        self._most = most
        self._read: dict[str, Commit] = {}

    def commit(self, name: str) -> Commit:
        """The commit of that id."""
        if name not in self._read:
            if len(self._read) == self._most:
                raise UnreadableSourceError(f"it has more than {self._most} commits to read")
            self._read[name] = commit_in(self._objects.read(name, "commit"))
        return self._read[name]

    def since(self, commit: str, earlier: str) -> list[Commit]:
        """The commit and all behind it, without those behind an earlier one it descends from."""
        added = self._added(commit, {earlier} if self._exists(earlier) else set())
        if any(earlier in one.parents for one in added):
            return added
        return self._added(commit, set())

    def _exists(self, name: str) -> bool:
        try:
            return bool(name and self.commit(name))
        except UnreadableSourceError:
            return False

    def _added(self, commit: str, old: set[str]) -> list[Commit]:
        """What lies behind the commit and not behind those in `old`, to which their past is added.

        The youngest are followed first, and nothing more once all that is left is old.  Dates can
        lie: then too much is taken for new, and never too little.
        """
        seen, new = {commit, *old}, {commit} - old
        queue: list[tuple[int, bool, str]] = []
        self._line_up(queue, seen, old)
        while new:
            *_, name = heappop(queue)
            new.discard(name)
            fresh = set(self.commit(name).parents) - (old if name in old else seen)
            if name in old:
                old |= fresh
                new -= fresh
            else:
                new |= fresh
            seen |= fresh
            self._line_up(queue, fresh, old)
        return [self.commit(name) for name in sorted(seen - old)]

    def _line_up(
        self, queue: list[tuple[int, bool, str]], names: Collection[str], old: Collection[str]
    ) -> None:
        for name in names:
            heappush(queue, (-self.commit(name).committed, name not in old, name))
