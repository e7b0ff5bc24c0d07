"""Who runs training and evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.core.candidate import Candidate
from shared.core.findings import Owner


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a job is to do: `task` is `train` or `evaluate`.

    `bundle` is the digest of the packed files, `document` all the runner must know, as JSON.
    """

    candidate: Candidate
    task: str
    bundle: str
    document: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a job ended.  `result` is what the runner wrote, empty where it failed."""

    succeeded: bool
    result: bytes
    log: bytes
    remark: str = ""
    owner: Owner = Owner.MODEL_DEV


class Jobs(Protocol):
    """Runs training and evaluation, elsewhere."""

    def submit(self, key: str, job: Job) -> str:
        """Start a job and return its id; the same key gets the same job, however often asked."""

    def outcome(self, job: str) -> Outcome | None:
        """How the job ended, `None` while it runs.  Raises `RefusedError` for an unknown job."""

    def cancel(self, job: str) -> None:
        """Stop the job, where it still runs."""
