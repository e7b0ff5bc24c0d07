"""Jobs in memory: they end as they were told to, and remember what was asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.findings import Owner
from shared.ports import Job, Outcome, Scoring

CANCELLED = Outcome(
    succeeded=False, result=b"", log=b"", remark="the job was cancelled", owner=Owner.GBI
)


@dataclass(frozen=True, kw_only=True)
class MemoryJobs:
    """Ends every job of a task with the outcome given for it; without one the job still runs.

    `archives` are those of bundles that hold notebooks.
    """

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    archives: Mapping[str, bytes] = field(default_factory=dict)
    submitted: dict[str, Job] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    scheduled: dict[str, Scoring] = field(default_factory=dict)

    def submit(self, key: str, job: Job) -> str:
        """Remember the job under a name that follows from the key."""
        name = sha256(key.encode()).hexdigest()[:32]
        self.submitted.setdefault(name, job)
        return name

    def outcome(self, job: str) -> Outcome | None:
        """The outcome of the job's task."""
        if job not in self.submitted:
            raise RefusedError(f"job {job!r}: not known here")
        if job in self.cancelled:
            return CANCELLED
        return self.outcomes.get(self.submitted[job].task)

    def cancel(self, job: str) -> None:
        """Stop the job, where it still runs."""
        if self.outcome(job) is None:
            self.cancelled.add(job)

    def schedule(self, scoring: Scoring) -> str:
        """Remember what is to be scored under a name that follows from model and environment."""
        candidate = scoring.candidate
        name = "/".join(filter(None, (scoring.environment, candidate.model, candidate.brand)))
        self.scheduled[name] = scoring
        return name

    def archive(self, candidate: Candidate, bundle: str) -> bytes | None:
        """The archive that was given for the bundle."""
        return self.archives.get(bundle)
