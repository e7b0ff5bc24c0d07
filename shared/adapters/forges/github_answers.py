"""What GitHub answers, as far as we read it."""

from dataclasses import dataclass

from shared.adapters.forges.artifacts import Artifact


@dataclass(frozen=True, kw_only=True)
class User:
    """An account."""

    id: int
    login: str
    type: str = "User"


@dataclass(frozen=True, kw_only=True)
class Status:
    """The latest status of one context."""

    context: str
    state: str
    description: str | None = None
    target_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Statuses:
    """The combined status of a commit."""

    statuses: list[Status]


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a pull request comes from."""

    sha: str


@dataclass(frozen=True, kw_only=True)
class Pull:
    """A pull request; `merge_commit_sha` is a mere attempt until it is merged."""

    number: int
    state: str
    head: Head
    merged_at: str | None = None
    merge_commit_sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A comment; `user` is missing where the account is gone."""

    id: int
    body: str | None = None
    user: User | None = None


@dataclass(frozen=True, kw_only=True)
class Artifacts:
    """What a workflow run has left behind."""

    artifacts: list[Artifact]
