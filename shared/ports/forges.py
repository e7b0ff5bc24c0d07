"""Where the teams work together: what their CI has found, and what we show them there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.core.candidate import Candidate
from shared.core.messages import CiRun


@dataclass(frozen=True, kw_only=True)
class TestResults:
    """What one run of a team's CI counted, and the evidence as the provider gave it.

    `at` is when the tests ran, as the evidence says it, `named` the commits that it names, `doubt`
    how it contradicts itself and `coverage` the share of lines in percent, each where it does.
    """

    __test__ = False

    tests: int
    failures: int
    errors: int
    skipped: int
    evidence: bytes
    at: datetime | None = None
    named: tuple[str, ...] = ()
    doubt: str = ""
    coverage: float | None = None


@dataclass(frozen=True, kw_only=True)
class LintResults:
    """What pylint wrote in one run of a team's CI: its JSON."""

    evidence: bytes


class Ci(Protocol):
    """Runs the teams' own tests, and their pylint."""

    def results(self, url: str, run: CiRun) -> TestResults | None:
        """What the run has published, asked of the CI itself; `None` where it published nothing."""

    def lint(self, url: str, run: CiRun) -> LintResults | None:
        """What pylint wrote in the run; `None` where it published nothing of the kind.

        Raises `RefusedError` for what is called so and cannot be read.
        """


class Reviews(Protocol):
    """Shows a team, where it reviews its code, what was found in it."""

    def comment(self, candidate: Candidate, text: str) -> None:
        """Say it in Markdown on every open pull request that holds the commit, and where it merged.

        The pull request that brought the commit hears how it goes on, though it is closed by then;
        one that was closed without being merged hears nothing.  There is one comment for each
        model, edited in place.
        """

    def annotate(self, candidate: Candidate, ref: str, sarif: bytes) -> None:
        """Show the findings (SARIF 2.1.0) beside the lines, where the provider can."""
