"""Who holds the teams' code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The regular files of one commit, by path with forward slashes.

    `authors` are the e-mail addresses of author, committer and co-authors, in lower case.
    `passed_over` names symbolic links and submodules, which are not followed.
    """

    files: Mapping[str, bytes]
    authors: tuple[str, ...]
    passed_over: tuple[str, ...] = ()


class Source(Protocol):
    """Holds the teams' code.  `url` comes from the catalogue, never from a payload."""

    def snapshot(self, url: str, commit: str) -> Snapshot:
        """What the commit holds.  Raises `UnreadableSourceError`, saying what is wrong."""

    def authors(self, url: str, commit: str, since: str) -> tuple[str, ...]:
        """Author, committer and co-authors of everything the commit holds and `since` does not.

        E-mail addresses in lower case, sorted.  `since` counts only where the commit descends from
        it: after a rewritten history, a step back, or where `since` is unknown, empty or all
        zeros, all commits to the roots are asked.  Raises `UnreadableSourceError`, also where
        there are too many commits or authors.
        """

    def heads(self, url: str) -> Mapping[str, str]:
        """The commit each branch points at, by the branch's short name."""
