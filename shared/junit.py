"""Test results as every test runner can write them: JUnit XML, read without trusting it."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import isfinite
from xml.etree.ElementTree import Element, ParseError

from shared.codec import UnreadableError
from shared.core.messages import TestReport

SUITES = ("testsuites", "testsuite")
COMMIT_NAMES = frozenset({"commit", "sha", "git.commit"})
COMMIT = re.compile("[0-9a-f]{7,64}")
# What a clock on the wall may be ahead of UTC, where it does not say where it hangs.
FARTHEST_ZONE = timedelta(hours=14)


def read_junit(
    data: bytes, report: str, *, commit: str = "", heard: datetime | None = None
) -> TestReport:
    """What a JUnit XML document says that is kept under the digest `report`.

    It should be about the `commit`, and was `heard` at that moment, where they are given.  Raises
    `UnreadableError` for anything that is not JUnit XML, entity declarations included (billion
    laughs, XXE).
    """
    root = parsed(data)
    return report_in(root, report, doubt=another(commits_in(root), commit), heard=heard)


def report_in(
    root: Element, report: str, *, doubt: str = "", heard: datetime | None = None
) -> TestReport:
    """The same of a document that has been parsed; test cases are counted, not believed."""
    cases = list(root.iter("testcase"))
    return TestReport(
        tests=len(cases),
        failures=holding(cases, "failure"),
        errors=holding(cases, "error"),
        skipped=holding(cases, "skipped"),
        report=report,
        doubt=doubt or contradiction(root),
        at=min((moment(text, heard) for text in stamps(root)), default=None),
        coverage=next((percent(text) for text in values(root, {"coverage"})), None),
    )


def parsed(data: bytes) -> Element:
    """The root of the document."""
    root = element(data, "JUnit XML")
    if root.tag not in SUITES:
        raise UnreadableError(f"not JUnit XML: the root is <{root.tag[:40]}>, not <testsuites>")
    return root


def element(data: bytes, kind: str) -> Element:
    """The root of any document without entities."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableError(f"not {kind}: {type(error).__name__}: {error}") from error
    return root


def holding(cases: Iterable[Element], mark: str) -> int:
    """How many cases hold such a mark."""
    return sum(case.find(mark) is not None for case in cases)


def contradiction(root: Element) -> str:
    """How totals contradict the cases below them, empty where they do not.

    pytest counts every subtest and writes no case for it, so that its total may be larger:
    https://docs.pytest.org/en/stable/how-to/subtests.html
    """
    for suite in (root, *root):
        cases = list(suite.iter("testcase"))
        claimed, broken = total(suite, "tests"), holding(cases, "error")
        surplus = claimed is not None and claimed > len(cases) + broken
        if surplus and not (cases and "pytest" in suite.get("name", "")):
            return f"the totals say {claimed} tests, and there are {len(cases)}"
        if claimed is not None and claimed + broken < len(cases):
            return f"the totals say {claimed} tests, and there are {len(cases)}"
        for mark in ("failure", "error"):
            if total(suite, f"{mark}s") and not holding(cases, mark):
                return f"the totals say {total(suite, f'{mark}s')} {mark}s, and no case has one"
    return ""


def total(suite: Element, name: str) -> int | None:
    """A total that a suite claims, `None` where it claims none."""
    text = suite.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def stamps(root: Element) -> Iterator[datetime]:
    """When the suites say they ran, where one says it well."""
    for suite in (root, *root):
        try:
            yield datetime.fromisoformat(suite.get("timestamp", ""))
        except ValueError:
            continue


def moment(stamp: datetime, heard: datetime | None) -> datetime:
    """A moment in UTC; a clock that does not name its zone is taken for one that shows UTC.

    What such a clock shows may thus be ahead of the moment that it was heard.
    """
    if stamp.tzinfo:
        return stamp
    taken = stamp.replace(tzinfo=UTC)
    ahead = heard is not None and heard < taken <= heard + FARTHEST_ZONE
    return heard if heard and ahead else taken


def commits_in(root: Element) -> tuple[str, ...]:
    """The commits that properties name."""
    named = (text.strip().lower() for text in values(root, COMMIT_NAMES))
    return tuple(dict.fromkeys(filter(COMMIT.fullmatch, named)))


def another(named: Iterable[str], commit: str) -> str:
    """Which other commit is named than the one it should be about, empty where none is."""
    if not commit:
        return ""
    others = (one for one in named if not commit.startswith(one))
    return next((f"they are about another commit, {one[:12]}" for one in others), "")


def values(root: Element, names: Iterable[str]) -> Iterator[str]:
    """What the properties of those names say."""
    return (
        one.get("value", "")
        for one in root.iter("property")
        if one.get("name", "").lower() in names
    )


def percent(text: str) -> float | None:
    """A share in percent, where the text is one."""
    try:
        share = float(text.strip().removesuffix("%"))
    except ValueError:
        return None
    return share if isfinite(share) and 0 <= share <= 100 else None


def coverage_in(data: bytes) -> float | None:
    """The share of lines in percent that a Cobertura document tells, `None` in any other.

    https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd
    """
    try:
        rate = element(data, "Cobertura XML").get("line-rate", "")
        share = percent(str(float(rate) * 100))
    except (UnreadableError, ValueError):
        return None
    return None if share is None else round(share, 2)
