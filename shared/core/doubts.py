"""What is wrong with the evidence of a team's CI, as people must see it."""

from shared.core.evidence import about_coverage, about_lint, about_tests
from shared.core.findings import Finding
from shared.core.policy import Policy
from shared.core.run import Run


def doubts(run: Run) -> tuple[Finding, ...]:
    """What is wrong with the evidence of the team's CI, whether or not it keeps the model out yet."""
    found: list[Finding] = []
    if run.tested:
        found += about_tests(run.tested.report, run.span("tests"))
        found += about_coverage(run.tested.report, least_coverage(run.policy))
    if run.linted:
        found += about_lint(run.linted.report, run.span("lint"))
    return tuple(found)


def least_coverage(policy: Policy) -> float | None:
    """The most that any environment asks of the tests."""
    asked = (one.coverage for one in policy.environments if one.coverage is not None)
    return max(asked, default=None)
