"""Repositories that exist only while a test runs."""

from collections.abc import Mapping, Sequence
from hashlib import sha1

from shared.ports import Snapshot, UnreadableSourceError


class MemorySource:
    """Commits that were put here, with ids that depend on what they hold and what came before."""

    def __init__(self) -> None:
        self._commits: dict[tuple[str, str], Snapshot] = {}
        self._heads: dict[str, dict[str, str]] = {}

    def commit(
        self,
        url: str,
        files: Mapping[str, bytes],
        *,
        branch: str = "main",
        authors: Sequence[str] = ("dev@bank.example",),
    ) -> str:
        """Put the files on top of the branch, and return the commit's id."""
        heads = self._heads.setdefault(url, {})
        facts = (url, branch, heads.get(branch), sorted(files.items()), authors)
        commit = sha1(repr(facts).encode()).hexdigest()
        snapshot = Snapshot(files=dict(files), authors=tuple(map(str.lower, authors)))
        self._commits[url, commit] = snapshot
        heads[branch] = commit
        return commit

    def snapshot(self, url: str, commit: str) -> Snapshot:
        """What the commit holds."""
        try:
            return self._commits[url, commit]
        except KeyError as error:
            raise UnreadableSourceError(f"{url} at {commit!r}: no such commit") from error

    def heads(self, url: str) -> Mapping[str, str]:
        """The commit each branch points at."""
        if url not in self._heads:
            raise UnreadableSourceError(f"{url}: there is no such repository")
        return dict(self._heads[url])
