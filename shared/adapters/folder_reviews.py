"""Reviews as files in a folder, for repositories that no provider shows."""

from hashlib import sha256
from pathlib import Path

from shared.codec import document
from shared.commit_status import key_of
from shared.core.candidate import Candidate
from shared.files import durable

COMMENT, SARIF = "comment.md", "findings.sarif"


class FolderReviews:
    """Two files for each repository, commit and context: the comment, and the findings in SARIF."""

    def __init__(self, root: Path) -> None:
        """Open the folder, and clear away what a crash left half written."""
        self.root = root
        durable.sweep(root)

    def comment(self, candidate: Candidate, text: str) -> None:
        """Keep the text, in place of the one before."""
        durable.keep(self.root, f"{folder_of(candidate)}/{COMMENT}", [text.encode()])

    def annotate(self, candidate: Candidate, ref: str, sarif: bytes) -> None:
        """Keep the findings, in place of those before."""
        durable.keep(self.root, f"{folder_of(candidate)}/{SARIF}", [sarif])

    def said(self, candidate: Candidate) -> str | None:
        """The comment on the candidate's commit, `None` where there is none."""
        path = self.root / folder_of(candidate) / COMMENT
        return path.read_text() if path.exists() else None

    def shown(self, candidate: Candidate) -> bytes | None:
        """The findings in the candidate's commit, `None` where none were shown."""
        path = self.root / folder_of(candidate) / SARIF
        return path.read_bytes() if path.exists() else None


def folder_of(candidate: Candidate) -> str:
    """A folder's name for any repository, commit and context."""
    return sha256(document(key_of(candidate))).hexdigest()
