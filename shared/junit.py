"""Test results as every test runner can write them: JUnit XML, read without trusting it."""

from xml.etree.ElementTree import Element, ParseError

from shared.codec import UnreadableError
from shared.core.messages import TestReport


def read_junit(data: bytes, report: str) -> TestReport:
    """The counts in a JUnit XML document that is kept under the digest `report`.

    Test cases are counted, not believed from the totals.  Raises `UnreadableError` for anything
    that is not JUnit XML, entity declarations included (billion laughs, XXE).
    """
    cases = [case for case in parsed(data).iter("testcase")]
    return TestReport(
        tests=len(cases),
        failures=sum(case.find("failure") is not None for case in cases),
        errors=sum(case.find("error") is not None for case in cases),
        skipped=sum(case.find("skipped") is not None for case in cases),
        report=report,
    )


def parsed(data: bytes) -> Element:
    """The root of the document."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableError(f"not JUnit XML: {type(error).__name__}: {error}") from error
    if root.tag not in ("testsuites", "testsuite"):
        raise UnreadableError(f"not JUnit XML: the root is <{root.tag[:40]}>, not <testsuites>")
    return root
