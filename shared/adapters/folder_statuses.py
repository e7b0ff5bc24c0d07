"""Commit statuses as files in a folder, for repositories that no provider shows."""

from hashlib import sha256
from pathlib import Path

from shared.codec import document, parse
from shared.commit_status import CommitStatus, key_of, outdated, status_of
from shared.core.candidate import Candidate
from shared.core.messages import CommitState
from shared.files import durable


class FolderStatuses:
    """One JSON file for each repository, commit and context."""

    def __init__(self, root: Path) -> None:
        """Open the folder, and clear away what a crash left half written."""
        self.root = root
        durable.sweep(root)

    def report(
        self, candidate: Candidate, state: CommitState, description: str, address: str
    ) -> None:
        """Set the commit's status for the model, in place of the one before, unless too late."""
        status = status_of(candidate, state, description, address)
        if not outdated(status, self.read(candidate)):
            durable.keep(self.root, name_of(candidate), [document(status)])

    def read(self, candidate: Candidate) -> CommitStatus | None:
        """The status of the candidate's commit, `None` where none was reported."""
        path = self.root / name_of(candidate)
        return parse(CommitStatus, path.read_bytes()) if path.exists() else None


def name_of(candidate: Candidate) -> str:
    """A file name for any repository, commit and context."""
    return f"{sha256(document(key_of(candidate))).hexdigest()}.json"
