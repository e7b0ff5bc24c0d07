"""What a git host is asked for, and what next where it refuses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.git_source.refs import HEADS, MOST

if TYPE_CHECKING:
    from dulwich.objects import ObjectID
    from dulwich.refs import Ref


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a pack is wanted of: a commit, or all branches among whose commits it may be.

    `depth` is how many commits deep, 0 for all; `filter` what to leave out, as git spells it.
    """

    commit: str
    by_branch: bool = False
    depth: int = 0
    filter: bytes = b""

    def wants(self, refs: "Mapping[Ref, ObjectID]", depth: int | None = None) -> "list[ObjectID]":
        """The ids to be fetched, given the refs that the host listed."""
        from dulwich.objects import ObjectID

        if not self.by_branch:
            return [ObjectID(self.commit.encode())]
        return sorted({commit for name, commit in refs.items() if name.startswith(HEADS)})[:MOST]


def questions(commit: str, history: bool) -> Iterator[Question]:
    """The ways to ask for a commit, or for all commits behind it: the cheapest first."""
    if history:
        yield Question(commit=commit, filter=b"tree:0")
        yield Question(commit=commit)
    else:
        yield Question(commit=commit, depth=1)
    yield Question(commit=commit, by_branch=True)
