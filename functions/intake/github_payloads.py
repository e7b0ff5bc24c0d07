"""What we read of GitHub's payloads, in its own words.

https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import FailFast


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A repository; two are one where name and number are the same."""

    full_name: str
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class Pusher:
    """Who pushed."""

    name: str
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class PushEvent:
    """`push`: a ref was created, moved or deleted."""

    ref: str
    before: str
    after: str
    repository: Repository
    pusher: Pusher


@dataclass(frozen=True, kw_only=True)
class Ping:
    """`ping`: a webhook was made, for a repository or for an organisation."""

    repository: Repository | None = None


@dataclass(frozen=True, kw_only=True)
class WorkflowRun:
    """A run of a workflow; a fork that is gone is no repository any more."""

    id: int
    name: str | None = None
    head_branch: str | None
    head_sha: str
    head_repository: Repository | None
    event: str
    conclusion: str | None
    html_url: str = ""
    updated_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorkflowEnded:
    """`workflow_run`, whatever its action."""

    action: str
    workflow_run: WorkflowRun
    repository: Repository


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A repository, by its number only."""

    id: int


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a pull request comes from."""

    repo: Numbered


@dataclass(frozen=True, kw_only=True)
class PullRequest:
    """A pull request of the commit that was checked."""

    head: Head


@dataclass(frozen=True, kw_only=True)
class App:
    """The CI that checked."""

    slug: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckSuite:
    """All that one CI has checked of a commit."""

    id: int
    head_branch: str | None
    head_sha: str
    conclusion: str | None
    app: App
    updated_at: str | None = None
    pull_requests: Annotated[tuple[PullRequest, ...], FailFast()] = ()


@dataclass(frozen=True, kw_only=True)
class SuiteEnded:
    """`check_suite`, whatever its action."""

    action: str
    check_suite: CheckSuite
    repository: Repository

    @property
    def of_a_fork(self) -> bool:
        """Whether anything says that the commit lies in another repository."""
        suite = self.check_suite
        others = (one.head.repo.id != self.repository.id for one in suite.pull_requests)
        return suite.head_branch is None or any(others)
