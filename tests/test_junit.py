"""Test results are counted, and what is no test report is refused without harm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codec import UnreadableError
from shared.core.messages import TestReport
from shared.junit import coverage_in, read_junit

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


NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
COMMIT = "c0ffee" + "0" * 34


def suite(attributes="", inside="<testcase/><testcase/><testcase/>"):
    """A document with a suite."""
    return f"<testsuites><testsuite {attributes}>{inside}</testsuite></testsuites>".encode()


def property_of(name, value):
    """A suite with a property."""
    named = f'<properties><property name="{name}" value="{value}"/></properties><testcase/>'
    return suite(inside=named)


@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        pytest.param(suite('tests="3"'), "", id="totals that fit"),
        pytest.param(suite(), "", id="no totals"),
        pytest.param(suite('tests="many"'), "", id="totals that are no number"),
        pytest.param(suite('tests="10"'), "say 10 tests, and there are 3", id="cases left out"),
        pytest.param(suite('tests="1"'), "say 1 tests, and there are 3", id="cases put in"),
        pytest.param(suite('failures="2"'), "say 2 failures, and no case has one", id="failures"),
        pytest.param(suite('errors="1"'), "say 1 errors, and no case has one", id="errors"),
        pytest.param(
            suite('name="pytest" tests="10"'), "", id="subtests, of which pytest writes no case"
        ),
        pytest.param(
            suite('name="pytest" tests="10"', inside=""), "say 10 tests", id="nothing but totals"
        ),
        pytest.param(
            suite('tests="2"', "<testcase><error/></testcase>"), "", id="an error on top of a pass"
        ),
        pytest.param(b'<testsuites tests="4"><testsuite/></testsuites>', "4 tests", id="outside"),
    ],
)
def test_totals_that_contradict_the_cases_are_a_doubt(data, doubt):
    said = read_junit(data, "").doubt

    assert doubt in said
    assert bool(said) is bool(doubt)


def test_what_pytest_writes_about_broken_teardowns_and_skips_is_no_doubt():
    assert read_junit(PYTEST, "").doubt == ""


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        pytest.param("2026-11-20T08:30:00+00:00", NOW - timedelta(minutes=30), id="with a zone"),
        pytest.param("2026-11-20T17:30:00+09:00", NOW - timedelta(minutes=30), id="in Tokyo"),
        pytest.param("2026-11-20T08:30:00", NOW - timedelta(minutes=30), id="without a zone"),
        pytest.param("2026-11-20T17:30:00", NOW, id="without a zone, on a wall in Tokyo"),
        pytest.param("2026-11-22T09:00:00", NOW + timedelta(days=2), id="in no zone there is"),
        pytest.param("2026-11-20T11:00:00Z", NOW + timedelta(hours=2), id="from the future"),
        pytest.param("yesterday", None, id="no time"),
    ],
)
def test_when_the_tests_ran_is_read_and_a_clock_without_a_zone_is_borne_with(stamp, at):
    assert read_junit(suite(f'timestamp="{stamp}"'), "", heard=NOW).at == at


def test_of_several_suites_the_oldest_counts():
    stamps = ("2026-11-20T08:30:00Z", "2026-11-19T08:30:00Z")
    suites = "".join(f'<testsuite timestamp="{stamp}"/>' for stamp in stamps)

    report = read_junit(f"<testsuites>{suites}</testsuites>".encode(), "")

    assert report.at == datetime(2026, 11, 19, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "doubt"),
    [
        pytest.param("commit", COMMIT, "", id="this one"),
        pytest.param("git.commit", COMMIT[:7].upper(), "", id="this one, in short"),
        pytest.param("sha", "beef" * 10, "about another commit, beefbeefbeef", id="another"),
        pytest.param("commit", "main", "", id="no commit at all"),
        pytest.param("author", "beef" * 10, "", id="something else"),
    ],
)
def test_a_commit_that_a_property_names_must_be_this_one(name, value, doubt):
    said = read_junit(property_of(name, value), "", commit=COMMIT).doubt

    assert doubt in said
    assert bool(said) is bool(doubt)


@pytest.mark.parametrize(
    ("value", "coverage"),
    [("87.5", 87.5), ("87 %", 87.0), ("101", None), ("nan", None), ("high", None)],
)
def test_a_property_may_tell_the_coverage(value, coverage):
    assert read_junit(property_of("coverage", value), "").coverage == coverage


@pytest.mark.parametrize(
    ("data", "coverage"),
    [
        pytest.param(b'<?xml version="1.0" ?><coverage line-rate="0.8333"/>', 83.33, id="a rate"),
        pytest.param(b'<coverage line-rate="7"/>', None, id="more than all"),
        pytest.param(b"<coverage/>", None, id="no rate"),
        pytest.param(b"<coverage", None, id="no document"),
    ],
)
def test_cobertura_tells_the_share_of_lines(data, coverage):
    assert coverage_in(data) == coverage
