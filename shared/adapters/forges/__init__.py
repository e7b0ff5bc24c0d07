"""GitHub, GitLab and Azure DevOps, each asked about the repositories registered on it."""

from collections.abc import Iterable

from shared import catalogue
from shared.adapters.forges import commenting
from shared.adapters.forges.known import Held, Known
from shared.commit_status import CommitStatus, outdated, status_of
from shared.core.candidate import Candidate
from shared.core.messages import CiRun, CommitState
from shared.git_hosts import GitHost
from shared.ports import Blobs, LintResults, TestResults


class Forges:
    """Where the teams work: the commits, reviews and CI of all registered repositories.

    Statuses carry no order.  The present one is looked at first, and what a run was doing is not
    said after how it ended; two reports within one such look can still pass each other.
    """

    def __init__(self, blobs: Blobs, hosts: Iterable[GitHost], *, patience: float = 30) -> None:
        """Note where registrations are kept, which hosts there are, and how many seconds to wait.

        Nothing is asked twice unseen: whoever calls again finds what was done already.
        """
        self.blobs, self.known = blobs, Known(hosts, patience)

    def report(
        self, candidate: Candidate, state: CommitState, description: str, address: str
    ) -> None:
        """Set the commit's status for the model, unless it is set so already or comes too late."""
        held = self.holding(candidate)
        status = status_of(candidate, state, description, address)
        shown = held.forge.status(held.path, status)
        if shown != status and not outdated(status, shown):
            held.forge.set_status(held.path, status)

    def read(self, candidate: Candidate) -> CommitStatus | None:
        """The status of the candidate's commit, `None` where none was reported."""
        held = self.holding(candidate)
        return held.forge.status(held.path, status_of(candidate, CommitState.PENDING, "", ""))

    def comment(self, candidate: Candidate, text: str) -> None:
        """Say it in every review that holds the commit or brought it, in one comment per model."""
        commenting.comment(self.holding(candidate), candidate, text)

    def annotate(self, candidate: Candidate, ref: str, sarif: bytes) -> None:
        """Show the findings beside the lines: on GitHub, which alone takes them through its API.

        GitLab and Azure DevOps take such reports from their own CI only, and are not asked.
        """
        held = self.holding(candidate)
        if ref:
            held.forge.annotate(held.path, candidate.commit, ref, sarif)

    def results(self, url: str, run: CiRun) -> TestResults | None:
        """What the run has published, asked of the CI itself; `None` where it published nothing."""
        held = self.known.at(url)
        return held.forge.results(held.path, run.id)

    def lint(self, url: str, run: CiRun) -> LintResults | None:
        """What pylint wrote in the run; `None` where it published nothing of the kind."""
        held = self.known.at(url)
        return held.forge.lint(held.path, run.id)

    def probe(self) -> str:
        """As whom each forge knows us, on one line."""
        forges = self.known.forges.items()
        return "; ".join(f"{base}: {forge.whoami()}" for base, forge in forges)

    def close(self) -> None:
        """Give the connections back; whoever asks next opens new ones."""
        for forge in self.known.forges.values():
            forge.close()

    def holding(self, candidate: Candidate) -> Held:
        """The candidate's repository, where it is registered."""
        return self.known.at(catalogue.required(self.blobs, candidate.repository).url)
