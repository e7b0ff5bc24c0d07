"""What messages speak of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.core.findings import Owner


@dataclass(frozen=True, kw_only=True)
class Push:
    """A branch now points at the commit.  `before` is empty where the branch is new."""

    ref: str
    before: str
    pusher: str


@dataclass(frozen=True, kw_only=True)
class TestReport:
    """What a team's CI published about a commit: counts, and the evidence kept as `report`.

    `remark` says why there are no counts, where CI came to a bad end before it could count; `doubt`
    what in the evidence contradicts itself or this commit.  `at` is when the tests ran, `ci` the
    name of the CI that ran them, `coverage` the share of lines they ran through, in percent: each
    as CI says it, where it does.
    """

    tests: int
    failures: int
    errors: int
    skipped: int
    report: str
    remark: str = ""
    doubt: str = ""
    at: datetime | None = None
    ci: str = ""
    coverage: float | None = None


@dataclass(frozen=True, kw_only=True)
class LintReport:
    """What pylint said of a commit in the team's CI: how many messages of each type.

    `modules` is how many modules it says it looked at, with two or three of its own, and `score`
    what it makes of them, where it tells; `report` is the digest of the evidence, `at` when it ran
    and `ci` where, as CI says it.  `remark` is what in the evidence speaks against it.
    """

    fatal: int
    error: int
    warning: int
    refactor: int
    convention: int
    modules: int | None
    report: str
    score: float | None = None
    tool: str = "pylint"
    at: datetime | None = None
    ci: str = ""
    remark: str = ""

    @property
    def messages(self) -> int:
        """How many messages there are."""
        return self.fatal + self.error + self.warning + self.refactor + self.convention


@dataclass(frozen=True, kw_only=True)
class CiRun:
    """A run of the team's CI that has ended: the news that it may have left evidence.

    `id` is the provider's name for it, `name` what the team calls it, `address` its page, `at` when
    it ended.
    """

    id: str
    name: str
    passed: bool
    address: str = ""
    at: datetime | None = None


class CommitState(StrEnum):
    """How a commit status reads, in GitHub's words."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class TrainedModel:
    """A model that a job left in the tracking store.

    `run` is the MLflow run, `uri` where its files lie, `digest` the sum over those files, `data`
    the digest of the data it saw.
    """

    run: str
    uri: str
    digest: str
    data: str


@dataclass(frozen=True, kw_only=True)
class Champion:
    """The version that holds an environment, and its metrics.

    `same_data` tells whether it was scored beside the candidate or its recorded figures are given.
    """

    version: str
    run: str
    metrics: Mapping[str, float]
    same_data: bool


class End(StrEnum):
    """How a run can end.  Ends are final."""

    RELEASED = "released"
    REJECTED = "rejected"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How and where a run ended, why, who can do something about it, and what."""

    end: End
    step: str
    reasons: tuple[str, ...]
    owner: Owner
    remedy: str
