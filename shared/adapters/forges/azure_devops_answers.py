"""What Azure DevOps answers, as far as we read it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.commit_status import CommitStatus
from shared.core.messages import CommitState

T = TypeVar("T")

GENRE = "gatehouse"
WORDS = {
    CommitState.PENDING: "pending",
    CommitState.SUCCESS: "succeeded",
    CommitState.FAILURE: "failed",
    CommitState.ERROR: "error",
}
STATES = {word: state for state, word in WORDS.items()}


@dataclass(frozen=True, kw_only=True)
class Rows(Generic[T]):
    """How Azure DevOps lists anything."""

    value: list[T]


@dataclass(frozen=True, kw_only=True)
class Context:
    """What tells the statuses of one commit apart."""

    name: str
    genre: str | None = None


@dataclass(frozen=True, kw_only=True)
class Status:
    """The latest status of one context; a state that is not set is left out."""

    context: Context
    state: str = "notSet"
    description: str | None = None
    targetUrl: str | None = None


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A commit."""

    commitId: str


@dataclass(frozen=True, kw_only=True)
class PullRequest:
    """A pull request; its newest commit is missing until a merge was tried."""

    pullRequestId: int
    status: str = "notSet"
    lastMergeSourceCommit: Commit | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """The pull requests of each commit that was asked for."""

    results: list[dict[str, list[PullRequest]]]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Somebody."""

    id: str
    providerDisplayName: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A comment in a thread."""

    id: int
    author: Identity
    content: str | None = None
    isDeleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A thread; what somebody said in it comes first."""

    id: int
    comments: list[Said]
    isDeleted: bool = False


@dataclass(frozen=True, kw_only=True)
class BuildArtifact:
    """What a build has left behind."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Who asks."""

    authenticatedUser: Identity


def name_of(status: CommitStatus) -> str:
    """The context without what the genre says already."""
    return status.context.removeprefix(f"{GENRE}/")


def shown_as(status: Status, wanted: CommitStatus) -> CommitStatus:
    """A status in our words; one that is not set is still to come."""
    return CommitStatus(
        repository=wanted.repository,
        commit=wanted.commit,
        context=wanted.context,
        state=STATES.get(status.state, CommitState.PENDING),
        description=status.description or "",
        address=status.targetUrl or "",
    )
