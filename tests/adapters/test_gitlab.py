"""GitLab's own ways: statuses that cannot be set twice, and reports that it could not read."""

from dataclasses import replace

import pytest

from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.messages import CiRun, CommitState
from shared.ports import CredentialsError
from tests.standins.wire import Answer

CHURN = Candidate(repository="bank/risk/churn", commit="c0ffee", model="churn")
RUN = CiRun(id="4711", name="pipeline", passed=True)
PAGE = "http://localhost/runs/churn-1"


@pytest.fixture
def bench(theatre):
    """A GitLab with a project in a subgroup."""
    with theatre.bench("gitlab") as bench:
        bench.hold("bank/risk/churn", "c0ffee")
        yield bench


def test_a_status_that_goes_on_cannot_be_told_anew_and_that_is_no_error(bench):
    bench.forges.report(CHURN, CommitState.PENDING, "being checked", PAGE)
    bench.forges.report(CHURN, CommitState.PENDING, "being trained", PAGE)

    assert bench.forges.read(CHURN).description == "being checked"


def test_any_other_refusal_is_one(bench):
    bench.wire.upset(Answer(400, body=b'{"message": "state does not have a valid value"}'), "POST")

    with pytest.raises(RefusedError, match=r"refused \(400\)"):
        bench.forges.report(CHURN, CommitState.PENDING, "being trained", PAGE)


def test_trouble_of_ours_shows_as_failed(bench):
    bench.forges.report(CHURN, CommitState.ERROR, "out of memory", PAGE)

    assert bench.forges.read(CHURN).state is CommitState.FAILURE


def test_a_status_stands_in_a_pipeline_of_its_own_since_the_teams_would_wait_for_it(bench):
    of_team = bench.standin.run_pipeline("bank/risk/churn", "c0ffee", "main")

    for state in (CommitState.PENDING, CommitState.SUCCESS):
        bench.forges.report(CHURN, state, "as it is", PAGE)

    *_, ours = bench.standin.projects["bank/risk/churn"].pipelines
    assert (len(of_team["statuses"]), len(ours["statuses"])) == (0, 2)


def test_our_note_is_found_behind_a_page_of_notes_that_we_may_not_see(bench):
    number = bench.standin.open_review("bank/risk/churn", "c0ffee")
    for _ in range(100):
        bench.standin.say("bank/risk/churn", number, "!7 mentions this")
    project = bench.standin.projects["bank/risk/churn"]
    project.unseen.extend(project.merge_requests[number].notes.values())

    bench.forges.comment(CHURN, "being trained")
    bench.forges.comment(CHURN, "released")

    assert len(bench.standin.said("bank/risk/churn", number)) == 101


def test_an_older_commit_leaves_the_note_of_the_newest_as_it_is_after_a_merge(bench):
    number = bench.standin.open_review("bank/risk/churn", "c0ffee", "decade")
    bench.standin.merge("bank/risk/churn", number, "facade")

    bench.forges.comment(replace(CHURN, commit="decade"), "released")
    bench.forges.comment(CHURN, "superseded")

    assert bench.standin.said("bank/risk/churn", number)[0].endswith("released")


def test_a_token_without_its_scope_is_told_so(bench):
    bench.standin.scope = "read_api"

    with pytest.raises(CredentialsError, match="GATEHOUSE_GITLAB_TOKEN.*scope api"):
        bench.forges.report(CHURN, CommitState.PENDING, "being trained", PAGE)


def test_a_report_that_gitlab_could_not_read_counts_as_an_error(bench):
    suites = [{"name": "unit", "suite_error": "JUnit XML parsing failed: 1:1"}]
    bench.standin.report("bank/risk/churn", RUN.id, total_count=2, test_suites=suites)

    found = bench.forges.results(bench.url("bank/risk/churn"), RUN)

    assert (found.tests, found.errors) == (3, 1)


def test_findings_are_not_uploaded(bench):
    bench.forges.annotate(CHURN, "refs/heads/main", b"{}")

    assert bench.wire.requests == []
