"""What a CI has published about a commit is remembered, and the first report stands."""

from shared import reports
from shared.adapters.memory_blobs import MemoryBlobs
from shared.core.messages import TestReport

GOOD = TestReport(tests=3, failures=0, errors=0, skipped=0, report="a" * 64)
BAD = TestReport(tests=3, failures=1, errors=0, skipped=0, report="b" * 64)


def test_a_report_is_found_by_repository_and_commit():
    blobs = MemoryBlobs()

    reports.note(blobs, "bank/churn", "c" * 40, GOOD)

    assert reports.noted(blobs, "bank/churn", "c" * 40) == GOOD
    assert reports.noted(blobs, "bank/churn", "d" * 40) is None
    assert reports.noted(blobs, "bank/limits", "c" * 40) is None


def test_the_first_report_of_a_commit_stands():
    blobs = MemoryBlobs()

    reports.note(blobs, "bank/churn", "c" * 40, GOOD)
    reports.note(blobs, "bank/churn", "c" * 40, BAD)

    assert reports.noted(blobs, "bank/churn", "c" * 40) == GOOD
