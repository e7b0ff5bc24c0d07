"""GitHub's payloads, field by field as it documents them.

https://docs.github.com/webhooks/webhook-events-and-payloads, sections `push`, `workflow_run`,
`check_suite` and `ping`.
"""

from tests.functions.webhooks.door import BEFORE, COMMIT, NOBODY

PERSON = {"login": "dana", "id": 41, "type": "User", "site_admin": False}
REPOSITORY = {
    "id": 186853002,
    "node_id": "MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=",
    "name": "churn",
    "full_name": "bank/churn",
    "private": True,
    "owner": PERSON,
    "html_url": "https://github.com/bank/churn",
    "description": None,
    "fork": False,
    "url": "https://api.github.com/repos/bank/churn",
    "clone_url": "https://evil.example/somewhere/else.git",
    "default_branch": "main",
}
FORK = {**REPOSITORY, "id": 7, "full_name": "mallory/churn", "fork": True}
WRITTEN = {
    "id": COMMIT,
    "tree_id": "ab" * 20,
    "message": "Train on more data",
    "timestamp": "2026-11-20T09:00:00+01:00",
    "author": {"name": "Dana", "email": "dana@bank.example"},
    "committer": {"name": "Dana", "email": "dana@bank.example"},
}


def push(**changes):
    """A branch was pushed."""
    return {
        "ref": "refs/heads/main",
        "before": BEFORE,
        "after": COMMIT,
        "base_ref": None,
        "compare": "https://github.com/bank/churn/compare/be...c0",
        "commits": [{**WRITTEN, "added": [], "removed": [], "modified": ["train.py"]}],
        "created": False,
        "deleted": False,
        "forced": False,
        "head_commit": WRITTEN,
        "pusher": {"name": "dana", "email": "dana@bank.example"},
        "repository": REPOSITORY,
        "sender": PERSON,
        **changes,
    }


def deleted():
    """A branch was deleted."""
    gone = {"after": NOBODY, "deleted": True, "head_commit": None, "commits": []}
    return push(**gone)


def workflow_run(action="completed", **changes):
    """A run of GitHub Actions has ended."""
    run = {
        "id": 289782451,
        "name": "unit tests",
        "node_id": "MDExOldvcmtmbG93UnVuMjg5NzgyNDUx",
        "head_branch": "main",
        "head_sha": COMMIT,
        "path": ".github/workflows/test.yml",
        "run_number": 163,
        "run_attempt": 1,
        "event": "push",
        "status": "completed",
        "conclusion": "success",
        "workflow_id": 2823525,
        "check_suite_id": 1291536064,
        "html_url": "https://github.com/bank/churn/actions/runs/289782451",
        "pull_requests": [],
        "run_started_at": "2026-11-20T09:11:00Z",
        "updated_at": "2026-11-20T09:20:00Z",
        "actor": PERSON,
        "head_commit": WRITTEN,
        "repository": REPOSITORY,
        "head_repository": REPOSITORY,
        **changes,
    }
    workflow = {"id": 2823525, "name": "unit tests", "path": run["path"], "state": "active"}
    return {
        "action": action,
        "workflow": workflow,
        "workflow_run": run,
        "repository": REPOSITORY,
        "sender": PERSON,
    }


def check_suite(action="completed", **changes):
    """All checks of a commit by one CI have ended."""
    suite = {
        "id": 118578147,
        "node_id": "MDEwOkNoZWNrU3VpdGUxMTg1NzgxNDc=",
        "head_branch": "main",
        "head_sha": COMMIT,
        "status": "completed",
        "conclusion": "failure",
        "url": "https://api.github.com/repos/bank/churn/check-suites/118578147",
        "before": BEFORE,
        "after": COMMIT,
        "pull_requests": [],
        "app": {"id": 29310, "slug": "some-ci", "name": "Some CI", "owner": PERSON},
        "latest_check_runs_count": 1,
        "head_commit": WRITTEN,
        **changes,
    }
    return {"action": action, "check_suite": suite, "repository": REPOSITORY, "sender": PERSON}


def pull_request_from(repository):
    """A pull request as check suites list it."""
    end = {"ref": "main", "sha": COMMIT, "repo": {"id": repository["id"], "name": "churn"}}
    ours = {"ref": "main", "sha": BEFORE, "repo": {"id": REPOSITORY["id"], "name": "churn"}}
    return {"id": 279147437, "number": 2, "head": end, "base": ours}


def ping():
    """A webhook was made."""
    hook = {"type": "Repository", "id": 109, "active": True, "events": ["push", "workflow_run"]}
    return {
        "zen": "Keep it logically awesome.",
        "hook_id": 109,
        "hook": hook,
        "repository": REPOSITORY,
        "sender": PERSON,
    }
