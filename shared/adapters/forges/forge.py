"""What every forge can do for us, whosever product it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.commit_status import CommitStatus
from shared.ports import LintResults, TestResults


@dataclass(frozen=True, kw_only=True)
class Review:
    """A pull or merge request; `head` is its last word: its newest commit, or what merging made."""

    number: int
    head: str


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What somebody said in a review; `place` is where the forge keeps it.

    `bot` is true where the forge says that no person wrote it.
    """

    id: int
    place: str
    author: str
    text: str
    bot: bool = False


class Forge(Protocol):
    """A provider of source, reviews and CI.  `path` names a repository as its clone address does.

    `longest_comment` is in characters.
    """

    longest_comment: int

    def status(self, path: str, wanted: CommitStatus) -> CommitStatus | None:
        """What the commit shows now in the same context, as far as the forge can tell."""

    def set_status(self, path: str, status: CommitStatus) -> None:
        """Have the commit show it."""

    def reviews(self, path: str, commit: str) -> Iterable[Review]:
        """The reviews that hold the commit and are open or merged; none that was turned away."""

    def comments(self, path: str, review: Review) -> Iterator[Comment]:
        """What was said in the review, by anybody."""

    def ours(self, comments: Sequence[Comment]) -> list[Comment]:
        """Those of them that we said."""

    def say(self, path: str, review: Review, text: str) -> None:
        """Say something in the review."""

    def edit(self, comment: Comment, text: str) -> None:
        """Say something else instead."""

    def remove(self, comment: Comment) -> None:
        """Take back what we said, where it still stands."""

    def annotate(self, path: str, commit: str, ref: str, sarif: bytes) -> None:
        """Show findings beside the lines, where the forge takes any."""

    def results(self, path: str, run: str) -> TestResults | None:
        """What a run of its CI published, `None` where that is nothing."""

    def lint(self, path: str, run: str) -> LintResults | None:
        """What pylint wrote in a run of its CI, `None` where that is nothing."""

    def whoami(self) -> str:
        """As whom the forge knows us."""

    def close(self) -> None:
        """Give the connections back."""
