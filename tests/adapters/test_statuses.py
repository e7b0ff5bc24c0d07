"""What every place for commit statuses promises: the last one of a context is shown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from shared.adapters.folder_statuses import FolderStatuses
from shared.adapters.memory_statuses import MemoryStatuses
from shared.commit_status import CommitStatus
from shared.core.candidate import Candidate
from shared.core.messages import CommitState
from tests.standins.forge_bench import HOSTED

CHURN = Candidate(repository="bank/churn", commit="c0ffee", model="churn")
PAGE = "http://localhost/runs/churn-1"


@pytest.fixture(params=["memory", "folder", *HOSTED])
def statuses(request, tmp_path, theatre):
    """Commits of which nothing has been said yet."""
    if request.param == "memory":
        yield MemoryStatuses()
    elif request.param == "folder":
        yield FolderStatuses(tmp_path / "statuses")
    else:
        with theatre.bench(request.param) as bench:
            for repository in ("bank/churn", "bank/limits"):
                bench.hold(repository, "c0ffee", "decade")
            yield bench.forges


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


@pytest.mark.parametrize("end", [CommitState.SUCCESS, CommitState.FAILURE, CommitState.ERROR])
def test_what_a_run_was_doing_is_not_said_after_how_it_ended(statuses, end):
    statuses.report(CHURN, end, "ended", PAGE)
    statuses.report(CHURN, CommitState.PENDING, "being trained", PAGE)

    assert statuses.read(CHURN).description == "ended"


def test_another_run_of_the_same_commit_may_begin_after_the_end_of_the_first(statuses):
    statuses.report(CHURN, CommitState.ERROR, "failed", PAGE)
    statuses.report(CHURN, CommitState.PENDING, "being trained again", f"{PAGE}-again")

    assert statuses.read(CHURN).state is CommitState.PENDING


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
