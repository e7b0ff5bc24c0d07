"""Who runs training, evaluation and scoring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from shared.core.candidate import Candidate
from shared.core.findings import Owner
from shared.core.spec import ModelSpec


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a job is to do: `task` is `train` or `evaluate`.

    `bundle` is the digest of the packed files; the runner gets the `spec` and, in `document`, all
    else it must know, as JSON.
    """

    candidate: Candidate
    task: str
    bundle: str
    spec: ModelSpec
    document: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """What a saved scoring job is to do: score with the champion of the registered model."""

    candidate: Candidate
    environment: str
    registered_model: str
    bundle: str
    spec: ModelSpec


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a job ended.  `result` is what the runner wrote, empty where it failed.

    `passing` says that another job for the same may well succeed: the fault lies with the platform
    or the cloud, and not with the team's code.
    """

    succeeded: bool
    result: bytes
    log: bytes
    remark: str = ""
    owner: Owner = Owner.MODEL_DEV
    passing: bool = False


class Jobs(Protocol):
    """Runs training, evaluation and scoring, elsewhere."""

    def submit(self, key: str, job: Job) -> str:
        """Start a job and return its id; the same key gets the same job, however often asked."""

    def outcome(self, job: str) -> Outcome | None:
        """How the job ended, `None` while it runs.  Raises `RefusedError` for an unknown job."""

    def cancel(self, job: str) -> None:
        """Stop the job, where it still runs."""

    def schedule(self, scoring: Scoring) -> str:
        """Create the saved scoring job of the model and environment, or bring it up to date (R-075).

        Returns the job's id; the same model and environment have one job, however often asked.
        """

    def archive(self, candidate: Candidate, bundle: str) -> bytes | None:
        """The model's notebooks as a DBC archive, `None` where it has none (R-081)."""
