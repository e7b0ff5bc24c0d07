"""Azure DevOps' own ways: a page to sign in instead of 401, threads, and many test runs."""

import pytest

from shared.adapters.forges.azure_devops import project_and_name
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import CiRun, CommitState
from shared.ports import CredentialsError

CHURN = Candidate(repository="risk/churn", commit="c0ffee", model="churn", brand="north")
RUN = CiRun(id="4711", name="build", passed=True)
PAGE = "http://localhost/runs/churn-1"


@pytest.fixture
def bench(theatre):
    """An organisation with a repository."""
    with theatre.bench("azure-devops") as bench:
        bench.hold("risk/churn", "c0ffee", "decade")
        yield bench


def lint(bench):
    """What pylint wrote in the build."""
    return bench.forges.lint(bench.url("risk/churn"), RUN)


def results(bench):
    """What Azure DevOps says the build has published."""
    return bench.forges.results(bench.url("risk/churn"), RUN)


@pytest.mark.parametrize("state", CommitState)
def test_every_state_is_shown_as_it_is(bench, state):
    bench.forges.report(CHURN, state, "as it is", PAGE)

    assert bench.forges.read(CHURN).state is state


def test_the_genre_of_a_status_is_ours(bench):
    bench.forges.report(CHURN, CommitState.SUCCESS, "released", PAGE)

    [status] = bench.standin.repositories["risk/churn"].statuses
    assert status["context"] == {"genre": "gatehouse", "name": "churn/north"}


def test_a_comment_keeps_nobody_from_completing_the_pull_request(bench):
    number = bench.standin.open_review("risk/churn", "c0ffee")

    bench.forges.comment(CHURN, "rejected")

    [thread] = bench.standin.repositories["risk/churn"].pulls[number].threads.values()
    assert thread["status"] == 4


def test_a_pull_request_that_has_moved_on_is_left_alone(bench):
    number = bench.standin.open_review("risk/churn", "c0ffee", "decade")

    bench.forges.comment(CHURN, "rejected")

    assert bench.standin.said("risk/churn", number) == []


def test_a_merge_that_was_only_tried_brings_no_commit(bench):
    number = bench.standin.open_review("risk/churn", "decade")
    bench.standin.repositories["risk/churn"].pulls[number].merged = "c0ffee"

    bench.forges.comment(CHURN, "rejected")

    assert bench.standin.said("risk/churn", number) == []


@pytest.mark.parametrize(
    ("right", "named", "act"),
    [
        (
            "status",
            r"Code \(status\)",
            lambda bench: bench.forges.report(CHURN, CommitState.PENDING, "x", PAGE),
        ),
        (
            "pulls",
            "Contribute to pull requests",
            lambda bench: bench.forges.comment(CHURN, "x"),
        ),
        ("tests", "Test Management", results),
        ("builds", r"Build \(read\)", lint),
    ],
)
def test_a_token_without_a_right_is_told_which_one_it_lacks(bench, right, named, act):
    bench.standin.rights -= {right}

    with pytest.raises(CredentialsError, match=f"GATEHOUSE_AZURE_DEVOPS_TOKEN.*{named}"):
        act(bench)


def test_the_test_runs_of_a_build_are_added_up(bench):
    bench.standin.test_run("risk/churn", RUN.id, Passed=200, Failed=1)
    bench.standin.test_run("risk/churn", RUN.id, Passed=5, Timeout=2, NotApplicable=3)

    found = results(bench)

    assert (found.tests, found.failures, found.errors, found.skipped) == (211, 1, 2, 3)


def test_more_test_runs_than_a_page_shows_are_all_counted(bench):
    for _ in range(103):
        bench.standin.test_run("risk/churn", RUN.id, Passed=1)

    assert results(bench).tests == 103


def test_a_test_run_that_goes_on_is_waited_for(bench):
    bench.standin.test_run("risk/churn", RUN.id, state="InProgress", Passed=5)

    with pytest.raises(TryAgainError, match="still being published"):
        results(bench)


def test_findings_are_not_uploaded(bench):
    bench.forges.annotate(CHURN, "refs/heads/main", b"{}")

    assert bench.wire.requests == []


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("risk/_git/churn", ("risk", "churn")),
        ("_git/churn", ("churn", "churn")),
        ("credit risk/_git/churn", ("credit risk", "churn")),
    ],
)
def test_a_clone_address_names_project_and_repository(path, parts):
    assert project_and_name(path) == parts


@pytest.mark.parametrize("path", ["risk/churn", "risk/_git/", "risk/_git/churn/x"])
def test_any_other_address_is_refused(path):
    with pytest.raises(RefusedError, match="PROJECT/_git/REPOSITORY"):
        project_and_name(path)
