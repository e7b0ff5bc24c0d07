"""What Azure DevOps counts in the test runs of a build, in the words of JUnit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared import codec
from shared.core.errors import TryAgainError
from shared.ports import TestResults

# https://learn.microsoft.com/rest/api/azure/devops/test/results/list names the outcomes.
PASSED, FAILED = "passed", "failed"
SKIPPED = ("notexecuted", "notapplicable")
UNFINISHED = {"notstarted", "inprogress", "waiting"}


@dataclass(frozen=True, kw_only=True)
class Run:
    """A test run."""

    id: int
    state: str = "Unspecified"


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many tests came to one outcome."""

    count: int
    outcome: str = "unspecified"


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """The outcomes of a test run."""

    runStatistics: list[Count]


def counted(runs: Sequence[Run], statistics: Sequence[Statistics]) -> TestResults | None:
    """The sums over all runs, `None` without a test.  Raises `TryAgainError` while one goes on.

    Whatever neither passed nor failed nor was skipped is an error.
    """
    if unfinished := [run.id for run in runs if run.state.lower() in UNFINISHED]:
        raise TryAgainError(f"test run {unfinished[0]}: still being published")
    outcomes: Counter[str] = Counter()
    for row in (row for one in statistics for row in one.runStatistics):
        outcomes[row.outcome.lower()] += row.count
    tests, skipped = outcomes.total(), sum(outcomes[name] for name in SKIPPED)
    if not tests:
        return None
    return TestResults(
        tests=tests,
        failures=outcomes[FAILED],
        errors=tests - skipped - outcomes[PASSED] - outcomes[FAILED],
        skipped=skipped,
        evidence=codec.document({"runs": runs, "statistics": statistics}),
    )
