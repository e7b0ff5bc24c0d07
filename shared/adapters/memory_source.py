"""Repositories that exist only while a test runs."""

from collections.abc import Mapping, Sequence
from hashlib import sha1

from shared.ports import Snapshot, UnreadableSourceError


class MemorySource:
    """Commits that were put here, with ids that depend on what they hold and what came before."""

    def __init__(self) -> None:
        self._commits: dict[tuple[str, str], Snapshot] = {}
        self._parents: dict[tuple[str, str], tuple[str, ...]] = {}
        self._heads: dict[str, dict[str, str]] = {}

    def commit(
        self,
        url: str,
        files: Mapping[str, bytes],
        *,
        branch: str = "main",
        authors: Sequence[str] = ("dev@bank.example",),
        parents: Sequence[str] | None = None,
    ) -> str:
        """Put the files on top of the branch, or of these parents, and return the commit's id."""
        heads = self._heads.setdefault(url, {})
        below = tuple(filter(None, [heads.get(branch)])) if parents is None else tuple(parents)
        facts = (url, branch, below, sorted(files.items()), authors)
        commit = sha1(repr(facts).encode()).hexdigest()
        snapshot = Snapshot(files=dict(files), authors=tuple(map(str.lower, authors)))
        self._commits[url, commit] = snapshot
        self._parents[url, commit] = below
        heads[branch] = commit
        return commit

    def snapshot(self, url: str, commit: str) -> Snapshot:
        """What the commit holds."""
        try:
            return self._commits[url, commit]
        except KeyError as error:
            raise UnreadableSourceError(f"{url} at {commit!r}: no such commit") from error

    def authors(self, url: str, commit: str, since: str) -> tuple[str, ...]:
        """Everybody who wrote what `since` does not hold."""
        added = self._behind(url, commit)
        if since != commit and since in added:
            added -= self._behind(url, since)
        people = {author for one in added for author in self.snapshot(url, one).authors}
        return tuple(sorted(people))

    def heads(self, url: str) -> Mapping[str, str]:
        """The commit each branch points at."""
        if url not in self._heads:
            raise UnreadableSourceError(f"{url}: there is no such repository")
        return dict(self._heads[url])

    def _behind(self, url: str, commit: str) -> set[str]:
        waiting, found = [commit], set[str]()
        while waiting:
            name = waiting.pop()
            self.snapshot(url, name)  # raises where nobody put it here
            waiting += set(self._parents[url, name]) - found
            found.add(name)
        return found
