"""What GitLab answers, as far as we read it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class User:
    """An account."""

    id: int
    username: str = ""


@dataclass(frozen=True, kw_only=True)
class Status:
    """A status of one context, which GitLab calls its name."""

    id: int
    name: str
    status: str
    description: str | None = None
    target_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class MergeRequest:
    """A merge request; `sha` is the newest commit in it."""

    iid: int
    state: str
    sha: str | None = None
    merge_commit_sha: str | None = None
    squash_commit_sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class Note:
    """A comment."""

    id: int
    body: str
    author: User
    system: bool = False


@dataclass(frozen=True, kw_only=True)
class Suite:
    """The tests of one job; `suite_error` says why its report could not be read."""

    suite_error: str | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """What GitLab has counted in a pipeline."""

    total_count: int
    failed_count: int
    error_count: int
    skipped_count: int
    test_suites: list[Suite]


@dataclass(frozen=True, kw_only=True)
class File:
    """An archive of what a job left behind, of which it is enough to know that there is one."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job of a pipeline."""

    id: int
    name: str
    artifacts_file: File | None = None
