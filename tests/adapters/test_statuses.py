"""What every place for commit statuses promises: the last one of a context is shown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from shared.adapters.folder_statuses import FolderStatuses
from shared.adapters.memory_statuses import MemoryStatuses
from shared.commit_status import CommitStatus
from shared.core.candidate import Candidate
from shared.core.messages import CommitState

CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
PAGE = "http://localhost/runs/churn-1"


@pytest.fixture(params=["memory", "folder"])
def statuses(request, tmp_path):
    """Commits of which nothing has been said yet."""
    return MemoryStatuses() if request.param == "memory" else FolderStatuses(tmp_path / "statuses")


def test_a_status_is_shown_on_its_commit(statuses):
    statuses.report(CHURN, CommitState.PENDING, "being trained", PAGE)

    assert statuses.read(CHURN) == CommitStatus(
        repository="bank/churn",
        commit="c0ffee",
        context="gatehouse/churn",
        state=CommitState.PENDING,
        description="being trained",
        address=PAGE,
    )


def test_the_same_status_twice_is_one_status(statuses):
    statuses.report(CHURN, CommitState.PENDING, "being trained", PAGE)
    statuses.report(CHURN, CommitState.PENDING, "being trained", PAGE)

    assert statuses.read(CHURN).description == "being trained"


def test_a_later_status_takes_the_place_of_the_one_before(statuses):
    statuses.report(CHURN, CommitState.PENDING, "being trained", PAGE)
    statuses.report(CHURN, CommitState.SUCCESS, "released", PAGE)

    assert statuses.read(CHURN).state is CommitState.SUCCESS


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"commit": "decade"}, id="another commit"),
        pytest.param({"model": "limits"}, id="another model"),
        pytest.param({"repository": "bank/limits"}, id="another repository"),
        pytest.param({"brand": "north"}, id="another brand"),
    ],
)
def test_a_status_says_nothing_about(statuses, other):
    statuses.report(CHURN, CommitState.SUCCESS, "released", PAGE)

    assert statuses.read(replace(CHURN, **other)) is None


def test_a_new_attempt_speaks_in_the_place_of_the_old_one(statuses):
    statuses.report(CHURN, CommitState.ERROR, "failed", PAGE)
    statuses.report(replace(CHURN, attempt=2), CommitState.SUCCESS, "released", PAGE)

    assert statuses.read(CHURN).state is CommitState.SUCCESS


def test_a_long_description_is_cut_to_what_github_takes(statuses):
    statuses.report(CHURN, CommitState.FAILURE, "word\n" * 100, PAGE)

    description = statuses.read(CHURN).description
    assert len(description) == 140
    assert description.startswith("word word") and description.endswith("…")


def test_many_who_report_at_once_leave_one_whole_status(statuses):
    said = [f"figure {number}" for number in range(16)]

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda text: statuses.report(CHURN, CommitState.PENDING, text, PAGE), said))

    assert statuses.read(CHURN).description in said


def test_what_a_crash_left_half_written_is_not_a_status(tmp_path):
    statuses = FolderStatuses(tmp_path)
    statuses.report(CHURN, CommitState.PENDING, "being trained", PAGE)
    (tmp_path / ".drafts" / "orphan").write_bytes(b'{"repo')

    again = FolderStatuses(tmp_path)

    assert again.read(CHURN).description == "being trained"
    assert list((tmp_path / ".drafts").iterdir()) == []
