"""GitHub's webhooks: what begins a run, what tells of its tests, and what is politely ignored."""

from datetime import UTC, datetime

import pytest

from functions.intake.github import github_event
from functions.intake.pushes import plain_push
from shared.core.messages import CiRun, DiscoverModels, Push
from tests.functions.webhooks import github_payloads as github
from tests.functions.webhooks.door import BEFORE, COMMIT, Door, said, signed

QUEUED = {"event": "merge_group", "head_branch": f"gh-readonly-queue/main/pr-7-{BEFORE}"}


@pytest.fixture
def door():
    return Door()


def deliver(door, event, payload, repository="bank/churn"):
    """What GitHub is answered, having signed the payload."""
    headers = signed(door.secret(repository), payload, **{"x-github-event": event})
    return door.knock(github_event, payload, headers)


def test_a_push_is_announced_and_read_where_it_was_registered(door):
    reply = deliver(door, "push", github.push())

    news = Push(ref="refs/heads/main", before=BEFORE, pusher="dana@bank.example")
    assert (reply.status, said(reply)["commit"]) == (202, COMMIT)
    assert door.orders() == [DiscoverModels(repository="bank/churn", commit=COMMIT, news=news)]


def test_a_pusher_without_an_address_is_known_by_name(door):
    deliver(door, "push", github.push(pusher={"name": "deploy-bot", "email": None}))

    assert door.orders()[0].news.pusher == "deploy-bot"


def test_a_push_that_is_delivered_again_has_the_same_name(door):
    first, again = (deliver(door, "push", github.push()) for _ in range(2))

    assert said(first) == said(again)
    assert len(door.orders()) == 1


def test_the_hook_and_github_give_the_same_push_the_same_name(door):
    plain = {"repository": "bank/churn", "ref": "refs/heads/main", "after": COMMIT}
    plain |= {"before": BEFORE, "pusher": "dana@bank.example"}

    by_hook = door.knock(plain_push, plain, signed(door.secret(), plain))

    assert said(by_hook) == said(deliver(door, "push", github.push()))


def test_a_workflow_run_that_has_ended_is_news_of_the_tests(door):
    reply = deliver(door, "workflow_run", github.workflow_run())

    [order] = door.orders()
    assert said(reply)["accepted"].startswith("ci-")
    assert (order.repository, order.commit) == ("bank/churn", COMMIT)
    assert order.news == CiRun(
        id="289782451",
        name="unit tests",
        passed=True,
        address="https://github.com/bank/churn/actions/runs/289782451",
        at=datetime(2026, 11, 20, 9, 20, tzinfo=UTC),
    )


@pytest.mark.parametrize("branch", ["main", "release/1.0"])
def test_what_a_merge_queue_has_tested_is_what_the_branch_will_hold(door, branch):
    door.register("bank/churn", branch=branch)
    queue = {**QUEUED, "head_branch": f"gh-readonly-queue/{branch}/pr-7-{BEFORE}"}

    deliver(door, "workflow_run", github.workflow_run(**queue))

    [order] = door.orders()
    assert (order.commit, order.news.passed) == (COMMIT, True)


def test_a_check_suite_of_another_ci_is_news_of_the_tests(door):
    deliver(door, "check_suite", github.check_suite())

    [order] = door.orders()
    assert order.news == CiRun(id="check-suite-118578147", name="Some CI", passed=False)


@pytest.mark.parametrize(
    ("event", "payload", "words"),
    [
        pytest.param("push", github.deleted(), "was deleted", id="a deleted branch"),
        pytest.param("push", github.push(ref="refs/tags/v1"), "only pushes to main", id="a tag"),
        pytest.param(
            "push", github.push(ref="refs/heads/x"), "only pushes to main", id="another branch"
        ),
        pytest.param(
            "push",
            github.push(ref="refs/heads/gh-readonly-queue/main/pr-7-be"),
            "only pushes to main",
            id="a merge queue at work",
        ),
        pytest.param("merge_group", {"action": "checks_requested"}, "merge_group", id="its start"),
        pytest.param("ping", github.ping(), "ping", id="a new webhook"),
        pytest.param("issues", {"action": "opened"}, "issues", id="another event"),
        pytest.param("é" * 500, {}, "start nothing", id="an event nobody knows"),
    ],
)
def test_what_starts_nothing_is_politely_ignored(door, event, payload, words):
    reply = deliver(door, event, payload)

    assert reply.status == 202
    assert words in said(reply)["ignored"]
    assert door.orders() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"head_repository": github.FORK}, "fork", id="of a fork"),
        pytest.param(
            {"head_repository": {**github.FORK, "full_name": "bank/churn"}},
            "fork",
            id="of a fork with our name",
        ),
        pytest.param({"head_repository": None}, "fork", id="of a fork that is gone"),
        pytest.param(
            {"event": "pull_request", "head_repository": github.FORK}, "fork", id="for a fork's PR"
        ),
        pytest.param({"event": "pull_request"}, "pull request", id="for a pull request"),
        pytest.param({"event": "pull_request_target"}, "pull request", id="for its target"),
        pytest.param({"head_branch": "try"}, "only tests of main", id="of another branch"),
        pytest.param({"head_branch": None}, "only tests of main", id="of no branch"),
        pytest.param(
            {"event": "merge_group", "head_branch": "gh-readonly-queue/try/pr-7-be"},
            "only tests of main",
            id="for another branch's merge queue",
        ),
        pytest.param(
            {**QUEUED, "event": "push"}, "only tests of main", id="of a branch named like a queue's"
        ),
        pytest.param({**QUEUED, "head_repository": github.FORK}, "fork", id="for a fork's queue"),
        pytest.param({"conclusion": "cancelled"}, "says nothing", id="that was cancelled"),
        pytest.param({"conclusion": "skipped"}, "says nothing", id="that was skipped"),
        pytest.param({"conclusion": None}, "says nothing", id="without an outcome"),
    ],
)
def test_a_workflow_run_that_says_nothing_of_a_commit_of_ours_starts_nothing(door, changes, words):
    reply = deliver(door, "workflow_run", github.workflow_run(**changes))

    assert (reply.status, words in said(reply)["ignored"]) == (202, True)
    assert door.orders() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"head_branch": None}, "fork", id="of a fork, which has no branch"),
        pytest.param(
            {"pull_requests": [github.pull_request_from(github.FORK)]}, "fork", id="for a fork's PR"
        ),
        pytest.param({"head_branch": "try"}, "only tests of main", id="of another branch"),
        pytest.param({"app": {"slug": "github-actions"}}, "workflow_run", id="of GitHub Actions"),
        pytest.param(
            {"app": {"slug": "github-advanced-security"}}, "of findings", id="of our own findings"
        ),
        pytest.param({"conclusion": "neutral"}, "says nothing", id="that is neutral"),
    ],
)
def test_a_check_suite_that_says_nothing_of_a_commit_of_ours_starts_nothing(door, changes, words):
    reply = deliver(door, "check_suite", github.check_suite(**changes))

    assert (reply.status, words in said(reply)["ignored"]) == (202, True)
    assert door.orders() == []


def test_a_check_suite_with_a_pull_request_of_our_own_counts(door):
    ours = github.pull_request_from(github.REPOSITORY)

    deliver(door, "check_suite", github.check_suite(pull_requests=[ours]))

    assert len(door.orders()) == 1


@pytest.mark.parametrize("action", ["requested", "in_progress", "rerequested"])
@pytest.mark.parametrize("event", ["workflow_run", "check_suite"])
def test_what_has_not_ended_starts_nothing(door, event, action):
    payload = getattr(github, event)(action=action)

    assert "has not ended" in said(deliver(door, event, payload))["ignored"]
    assert door.orders() == []


def test_only_the_registered_ci_runs_the_tests(door):
    door.register("bank/churn", ci="unit tests")

    ignored = deliver(door, "workflow_run", github.workflow_run(name="docs", conclusion="failure"))
    deliver(door, "workflow_run", github.workflow_run())

    assert "only unit tests runs the tests" in said(ignored)["ignored"]
    assert [order.news.name for order in door.orders()] == ["unit tests"]


def test_whoever_makes_a_webhook_learns_at_once_whether_its_secret_fits(door):
    assert deliver(door, "ping", github.ping(), repository="bank/other").status == 401


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        pytest.param("https://github.com/x", "https://github.com/x", id="an address"),
        pytest.param("javascript:alert(1)", "", id="a script"),
        pytest.param("http://github.com/x", "", id="one that anybody can listen to"),
        pytest.param("https://x.example/ y", "", id="more than an address"),
        pytest.param("https://x.example/\n", "", id="more than a line"),
        pytest.param("https://" + "x" * 500, "", id="a very long one"),
    ],
)
def test_no_page_links_to_what_is_no_address(door, address, kept):
    deliver(door, "workflow_run", github.workflow_run(html_url=address))

    assert door.orders()[0].news.address == kept
