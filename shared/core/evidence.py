"""Whether what a team's CI has published can be believed: of this commit, of one piece and fresh.

Model Dev runs pylint and the unit tests, and the platform verifies that they ran (R-049 and R-050,
R-055 and R-056, R-063).  What pylint found is nobody's business here: there is no central standard.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.core.findings import Finding, Owner, Priority
from shared.core.messages import LintReport, TestReport

AHEAD = timedelta(hours=1)
LINT_AGAIN = "run pylint in your CI for this very commit, and publish the JSON as it wrote it"
TEST_AGAIN = "run the unit tests in your CI for this very commit, and publish the XML as it is"


@dataclass(frozen=True, kw_only=True)
class Span:
    """When evidence of a commit is fresh: `age` before the push at most, and not after `heard`."""

    pushed: datetime | None
    heard: datetime | None
    age: timedelta


def about_lint(report: LintReport, span: Span) -> tuple[Finding, ...]:
    """What is wrong with pylint's results as evidence; nothing where they count."""
    return tuple(
        Finding(
            check="lint",
            priority=Priority.ADVISED,
            owner=Owner.MODEL_DEV,
            path="pylint's results",
            remark=remark,
            remedy=LINT_AGAIN,
            standard="R-050",
        )
        for remark in lint_remarks(report, span)
    )


def about_tests(report: TestReport, span: Span) -> tuple[Finding, ...]:
    """What is wrong with test results as evidence, whatever they say; nothing where they count."""
    return tuple(
        test_finding(remark, TEST_AGAIN)
        for remark in (report.doubt, untimely(report.at, span))
        if remark
    )


def about_coverage(report: TestReport, least: float | None) -> tuple[Finding, ...]:
    """What is wrong with the share of lines that the tests run through, where one is asked for."""
    if least is None or (report.coverage is not None and report.coverage >= least):
        return ()
    if report.coverage is None:
        remark = f"no coverage is published, where at least {least:g} % is asked"
        return (test_finding(remark, "publish the coverage with the test results"),)
    remark = f"they run through {report.coverage:g} % of the lines, where {least:g} % is asked"
    return (test_finding(remark, "test what is not tested yet"),)


def test_finding(remark: str, remedy: str) -> Finding:
    """A finding about test results."""
    return Finding(
        check="tests",
        priority=Priority.REQUIRED,
        owner=Owner.MODEL_DEV,
        path="test results",
        remark=remark,
        remedy=remedy,
        standard="R-056",
    )


def lint_remarks(report: LintReport, span: Span) -> Iterator[str]:
    """Every reason not to believe them."""
    if report.remark:
        yield report.remark
    if report.at is None:
        yield "nobody says when pylint ran"
    elif late := untimely(report.at, span):
        yield late


def untimely(at: datetime | None, span: Span) -> str:
    """Why evidence of that moment is not fresh, empty where it is, or where nobody knows."""
    if at is None:
        return ""
    when = f"they are of {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if span.pushed and at < span.pushed - span.age:
        return f"{when}, more than {days(span.age)} before the push"
    if span.heard and at > span.heard + AHEAD:
        return f"{when}, which was still to come when they arrived"
    return ""


def days(age: timedelta) -> str:
    """A length of time in days, or in hours where it is short."""
    hours = age / timedelta(hours=1)
    return f"{hours / 24:g} days" if hours >= 48 else f"{hours:g} hours"
