"""Test results are counted, and what is no test report is refused without harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codec import UnreadableError
from shared.core.messages import TestReport
from shared.junit import read_junit

PYTEST = b"""<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" tests="4">
<testcase classname="tests.test_churn" name="test_adds" time="0.001"/>
<testcase classname="tests.test_churn" name="test_drops"><failure message="no">E</failure></testcase>
<testcase classname="tests.test_churn" name="test_later"><skipped type="pytest.skip"/></testcase>
<testcase classname="" name="tests.test_broken"><error message="collection failure"/></testcase>
</testsuite></testsuites>"""
BOMB = b"""<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>
<testsuite><testcase name="&lol2;"/></testsuite>"""
THIEF = b"""<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<testsuite><testcase name="&secret;"/></testsuite>"""


def counts(data):
    """Tests, failures, errors and skips in a document."""
    report = read_junit(data, "digest")
    return report.tests, report.failures, report.errors, report.skipped


def test_results_are_counted_case_by_case():
    assert read_junit(PYTEST, "digest") == TestReport(
        tests=4, failures=1, errors=1, skipped=1, report="digest"
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"<testsuite/>", (0, 0, 0, 0), id="no tests"),
        pytest.param(b'<testsuite tests="9"/>', (0, 0, 0, 0), id="tests that are only claimed"),
        pytest.param(
            b"<testsuites><testsuite><testsuite><testcase/></testsuite></testsuite></testsuites>",
            (1, 0, 0, 0),
            id="suites within suites",
        ),
        pytest.param(
            b'<testsuite failures="0"><testcase><failure/></testcase></testsuite>',
            (1, 1, 0, 0),
            id="a failure that the totals keep quiet about",
        ),
        pytest.param("<testsuite><testcase name='é'/></testsuite>".encode(), (1, 0, 0, 0), id="é"),
        pytest.param(
            "<testsuite><testcase/></testsuite>".encode("utf-16"), (1, 0, 0, 0), id="UTF-16"
        ),
    ],
)
def test_nothing_is_believed_but_the_cases(data, expected):
    assert counts(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\xff", id="bytes"),
        pytest.param(b"{}", id="JSON"),
        pytest.param(PYTEST[:-5], id="half a report"),
        pytest.param(b"<html/>", id="another document"),
        pytest.param(BOMB, id="entities that grow"),
        pytest.param(THIEF, id="entities that read files"),
        pytest.param(b"<!DOCTYPE testsuite><testsuite/>", id="a document type"),
        pytest.param(b'<?xml version="1.0" encoding="none"?><testsuite/>', id="unknown encoding"),
        pytest.param(b'<?xml version="1.0" encoding="rot13"?><testsuite/>', id="no encoding"),
        pytest.param(b'<?xml version="1.0" encoding="utf-7"?><testsuite/>', id="odd encoding"),
        pytest.param(b"<testsuite>" + b"<a>" * 100_000, id="deep and never closed"),
    ],
)
def test_what_is_no_test_report_is_unreadable(data):
    with pytest.raises(UnreadableError, match="not JUnit XML"):
        read_junit(data, "digest")


def test_a_deep_report_is_read_like_any_other():
    deep = b"<testsuite>" + b"<a>" * 100_000 + b"<testcase/>" + b"</a>" * 100_000 + b"</testsuite>"

    assert counts(deep) == (1, 0, 0, 0)


@given(data=st.binary() | st.text().map(lambda text: f"<testsuite>{text}</testsuite>".encode()))
def test_whatever_comes_it_is_a_report_or_unreadable(data):
    try:
        report = read_junit(data, "digest")
    except UnreadableError:
        return
    assert report.tests == 0
