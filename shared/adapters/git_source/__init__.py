"""Reads commits of git repositories: no checkout, no git binary, and nothing of theirs run."""

from collections.abc import Mapping, Sequence

from shared.adapters.git_source.allowance import Allowance
from shared.adapters.git_source.commits import is_name
from shared.adapters.git_source.reading import authors_of, snapshot_of
from shared.adapters.git_source.repositories import Repositories
from shared.core.trees import Limits
from shared.git_hosts import GitHost
from shared.ports import Snapshot

__all__ = ["Allowance", "GitSource"]


class GitSource:
    """Commits by their full id, as they were pushed: on disk, and on the git hosts we know.

    Replacement refs, grafts, alternates and the repository's configuration are not looked at: they
    could show other contents than the id stands for, or those of another repository.  Nor are the
    archives that hosts offer: a commit can have files left out of them (`export-ignore`).
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        hosts: Sequence[GitHost] = (),
        allowance: Allowance | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._repositories = Repositories(self._limits, hosts, allowance or Allowance())

    def snapshot(self, url: str, commit: str) -> Snapshot:
        """The regular files of the commit.  Raises `UnreadableSourceError`, saying why not."""
        with self._repositories.objects(url, commit, history=False) as objects:
            return snapshot_of(objects, commit, self._limits)

    def authors(self, url: str, commit: str, since: str) -> tuple[str, ...]:
        """Everybody who wrote what `since` does not hold.  Raises `UnreadableSourceError`."""
        earlier = since if is_name(since) else ""
        with self._repositories.objects(url, commit, history=True) as objects:
            return authors_of(objects, commit, earlier, self._limits)

    def heads(self, url: str) -> Mapping[str, str]:
        """The commit each branch points at, by the branch's short name."""
        return self._repositories.branches(url)

    def probe(self) -> str:
        """Which hosts know us.  Raises `CredentialsError` or `TryAgainError` at one that does not."""
        return self._repositories.hosted.probe()
