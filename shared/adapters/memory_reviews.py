"""Reviews that are forgotten when the process ends."""

from dataclasses import dataclass, field

from shared.commit_status import key_of
from shared.core.candidate import Candidate

Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class MemoryReviews:
    """The last comment and the last findings for each repository, commit and context."""

    comments: dict[Key, str] = field(default_factory=dict)
    findings: dict[Key, bytes] = field(default_factory=dict)

    def comment(self, candidate: Candidate, text: str) -> None:
        """Keep the text, in place of the one before."""
        self.comments[key_of(candidate)] = text

    def annotate(self, candidate: Candidate, ref: str, sarif: bytes) -> None:
        """Keep the findings, in place of those before."""
        self.findings[key_of(candidate)] = sarif

    def said(self, candidate: Candidate) -> str | None:
        """The comment on the candidate's commit, `None` where there is none."""
        return self.comments.get(key_of(candidate))

    def shown(self, candidate: Candidate) -> bytes | None:
        """The findings in the candidate's commit, `None` where none were shown."""
        return self.findings.get(key_of(candidate))
