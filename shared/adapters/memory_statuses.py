"""Commit statuses that are forgotten when the process ends."""

from dataclasses import dataclass, field

from shared.commit_status import CommitStatus, key_of, outdated, status_of
from shared.core.candidate import Candidate
from shared.core.messages import CommitState


@dataclass(frozen=True, kw_only=True)
class MemoryStatuses:
    """The last status for each repository, commit and context."""

    last: dict[tuple[str, str, str], CommitStatus] = field(default_factory=dict)

    def report(
        self, candidate: Candidate, state: CommitState, description: str, address: str
    ) -> None:
        """Set the commit's status for the model, in place of the one before, unless too late."""
        status = status_of(candidate, state, description, address)
        if not outdated(status, self.read(candidate)):
            self.last[key_of(candidate)] = status

    def read(self, candidate: Candidate) -> CommitStatus | None:
        """The status of the candidate's commit, `None` where none was reported."""
        return self.last.get(key_of(candidate))
