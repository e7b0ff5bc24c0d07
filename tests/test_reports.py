"""What a CI has published about a commit is remembered, and the first report that holds stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared import reports
from shared.adapters.memory_blobs import MemoryBlobs
from shared.core.messages import LintReport, TestReport
from tests.builders import LINT

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OLDEST = NOW - timedelta(days=7)
GOOD = TestReport(tests=3, failures=0, errors=0, skipped=0, report="a" * 64)
BAD = TestReport(tests=3, failures=1, errors=0, skipped=0, report="b" * 64)


@pytest.fixture
def blobs():
    return MemoryBlobs()


def note(blobs, *found, commit="c" * 40):
    for report in found:
        reports.note(blobs, "bank/churn", commit, report, OLDEST)


def noted(blobs, kind=TestReport, repository="bank/churn", commit="c" * 40):
    return reports.noted(blobs, repository, commit, kind, OLDEST)


def test_a_report_is_found_by_repository_commit_and_kind(blobs):
    note(blobs, GOOD, LINT)

    assert (noted(blobs), noted(blobs, LintReport)) == (GOOD, LINT)
    assert noted(blobs, commit="d" * 40) is None
    assert noted(blobs, repository="bank/limits") is None


def test_the_first_report_of_a_commit_stands(blobs):
    note(blobs, GOOD, BAD)

    assert noted(blobs) == GOOD


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(replace(BAD, remark="CI broke"), id="CI came to a bad end"),
        pytest.param(replace(BAD, doubt="the totals lie"), id="it contradicts itself"),
        pytest.param(replace(BAD, at=OLDEST - timedelta(seconds=1)), id="it is too old"),
    ],
)
def test_one_that_does_not_hold_makes_room_for_the_next(blobs, first):
    note(blobs, first, GOOD)

    assert noted(blobs) == GOOD


def test_pylints_results_that_do_not_hold_make_room_too(blobs):
    note(blobs, replace(LINT, remark="another commit"), LINT)

    assert noted(blobs, LintReport) == LINT


def test_a_report_that_has_become_too_old_is_not_told(blobs):
    note(blobs, replace(GOOD, at=OLDEST - timedelta(seconds=1)))

    assert noted(blobs) is None
