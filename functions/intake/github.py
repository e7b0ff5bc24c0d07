"""GitHub's webhooks: pushes, and the ends of workflow runs and check suites.

https://docs.github.com/webhooks/webhook-events-and-payloads
"""

import re

from functions.intake.announcing import Pushed, Tested, ignored, take_pushes, take_test_run
from functions.intake.entrance import Knock, Neighbours, admit
from functions.intake.github_payloads import Ping, PushEvent, SuiteEnded, WorkflowEnded, WorkflowRun
from functions.intake.proofs import signature
from shared.catalogue import Registration
from shared.core.messages import Push
from shared.replies import Reply

EVENTS = ("push", "workflow_run", "check_suite", "ping")
COMPLETED = "completed"
MERGE_QUEUE = "merge_group"
QUEUED = re.compile(r"gh-readonly-queue/(?P<branch>.+)/pr-\d+-[0-9a-f]+")
NO_TESTS = {
    "github-actions": "GitHub Actions tells of its runs by workflow_run",
    "github-advanced-security": "code scanning tells of findings, ours among them, not of tests",
}
OUTCOMES = {"success": True, "failure": False, "timed_out": False, "startup_failure": False}


def github_event(knock: Knock, here: Neighbours) -> Reply:
    """An event that we know, or another, which is politely ignored."""
    match knock.headers.get("x-github-event", EVENTS[0]):
        case "push":
            return pushed(knock.read(PushEvent), knock, here)
        case "workflow_run":
            return workflow_ended(knock.read(WorkflowEnded), knock, here)
        case "check_suite":
            return suite_ended(knock.read(SuiteEnded), knock, here)
        case "ping":
            return pinged(knock.read(Ping), knock, here)
        case other:
            return ignored(f"{other[:80]} events start nothing")


def pushed(event: PushEvent, knock: Knock, here: Neighbours) -> Reply:
    """A push of one ref."""
    registration = known(event.repository.full_name, knock, here)
    pusher = event.pusher.email or event.pusher.name
    news = Push(ref=event.ref, before=event.before, pusher=pusher)
    return take_pushes(registration, [Pushed(commit=event.after, push=news)], knock, here)


def workflow_ended(event: WorkflowEnded, knock: Knock, here: Neighbours) -> Reply:
    """A run of GitHub Actions, unless it ran what somebody else proposes."""
    registration = known(event.repository.full_name, knock, here)
    run = event.workflow_run
    if event.action != COMPLETED:
        return ignored(f"a workflow run that is {event.action[:40]} has not ended")
    if run.head_repository != event.repository:
        return ignored("a workflow run of a fork starts nothing")
    if run.event.startswith("pull_request"):
        return ignored(
            "a pull request's run tests what would be merged, which is no commit of ours"
        )
    tested = Tested(
        branch=branch_of(run),
        commit=run.head_sha,
        id=str(run.id),
        name=run.name or "",
        outcome=run.conclusion or "",
        address=run.html_url,
        at=run.updated_at or "",
    )
    return take_test_run(registration, tested, OUTCOMES, knock, here)


def branch_of(run: WorkflowRun) -> str:
    """The branch that a run has tested a commit of, or for: a merge queue tests what it will merge.

    The queue moves the branch forward to the very commit that it tested.  A commit that never gets
    there has no run of ours, so that nothing comes of its tests.
    https://docs.github.com/actions/writing-workflows/choosing-when-your-workflow-runs/events-that-trigger-workflows#merge_group
    """
    queued = QUEUED.fullmatch(run.head_branch or "") if run.event == MERGE_QUEUE else None
    return queued["branch"] if queued else run.head_branch or ""


def suite_ended(event: SuiteEnded, knock: Knock, here: Neighbours) -> Reply:
    """The checks of another CI than GitHub's own apps.

    The suite of a fork has no branch.
    """
    registration = known(event.repository.full_name, knock, here)
    suite = event.check_suite
    if event.action != COMPLETED:
        return ignored(f"a check suite that is {event.action[:40]} has not ended")
    if event.of_a_fork:
        return ignored("a check suite of a fork starts nothing")
    if suite.app.slug in NO_TESTS:
        return ignored(NO_TESTS[suite.app.slug])
    tested = Tested(
        branch=suite.head_branch or "",
        commit=suite.head_sha,
        id=f"check-suite-{suite.id}",
        name=suite.app.name,
        outcome=suite.conclusion or "",
        at=suite.updated_at or "",
    )
    return take_test_run(registration, tested, OUTCOMES, knock, here)


def pinged(event: Ping, knock: Knock, here: Neighbours) -> Reply:
    """The first knock of a new webhook: whoever made it learns here whether the secret fits."""
    if event.repository:
        known(event.repository.full_name, knock, here)
    return ignored("ping events start nothing")


def known(repository: str, knock: Knock, here: Neighbours) -> Registration:
    """The registration of the repository, once the signature proves who speaks."""
    return admit(repository, signature(knock.body, knock.headers), here)
