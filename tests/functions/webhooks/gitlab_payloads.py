"""GitLab's payloads, field by field as it documents them.

https://docs.gitlab.com/user/project/integrations/webhook_events/, sections "Push events" and
"Pipeline events".
"""

from tests.functions.webhooks.door import BEFORE, COMMIT, NOBODY

PROJECT = {
    "id": 15,
    "name": "churn",
    "description": "",
    "web_url": "https://gitlab.example/bank/churn",
    "avatar_url": None,
    "git_ssh_url": "git@evil.example:bank/churn.git",
    "git_http_url": "https://evil.example/somewhere/else.git",
    "namespace": "Bank",
    "visibility_level": 0,
    "path_with_namespace": "bank/churn",
    "default_branch": "main",
    "ci_config_path": "",
}
WRITTEN = {
    "id": COMMIT,
    "message": "Train on more data",
    "title": "Train on more data",
    "timestamp": "2026-11-20T09:00:00+01:00",
    "url": f"https://gitlab.example/bank/churn/-/commit/{COMMIT}",
    "author": {"name": "Dana", "email": "dana@bank.example"},
}


def push(**changes):
    """A branch was pushed."""
    return {
        "object_kind": "push",
        "event_name": "push",
        "before": BEFORE,
        "after": COMMIT,
        "ref": "refs/heads/main",
        "ref_protected": True,
        "checkout_sha": COMMIT,
        "user_id": 4,
        "user_name": "Dana Scully",
        "user_username": "dana",
        "user_email": "dana@bank.example",
        "user_avatar": "https://gitlab.example/avatar/4",
        "project_id": 15,
        "project": PROJECT,
        "commits": [{**WRITTEN, "added": [], "modified": ["train.py"], "removed": []}],
        "total_commits_count": 1,
        **changes,
    }


def deleted():
    """A branch was deleted."""
    gone = {"after": NOBODY, "checkout_sha": None, "commits": [], "total_commits_count": 0}
    return push(**gone)


def tag_push():
    """A tag was pushed."""
    return push(object_kind="tag_push", event_name="tag_push", ref="refs/tags/v1.0.0")


def pipeline(merge_request=None, project=PROJECT, **changes):
    """A pipeline has moved on."""
    attributes = {
        "id": 31,
        "iid": 3,
        "name": "unit tests",
        "ref": "main",
        "tag": False,
        "sha": COMMIT,
        "before_sha": BEFORE,
        "source": "push",
        "status": "success",
        "detailed_status": "passed",
        "stages": ["build", "test"],
        "created_at": "2026-11-20 09:23:28 UTC",
        "finished_at": "2026-11-20 09:26:29 UTC",
        "duration": 63,
        "variables": [],
        "url": "https://gitlab.example/bank/churn/-/pipelines/31",
        **changes,
    }
    user = {"id": 4, "name": "Dana Scully", "username": "dana", "email": "[REDACTED]"}
    return {
        "object_kind": "pipeline",
        "object_attributes": attributes,
        "merge_request": merge_request,
        "user": user,
        "project": project,
        "commit": WRITTEN,
        "builds": [{"id": 380, "stage": "test", "name": "pytest", "status": "success"}],
    }


def merge_request(source=99):
    """The merge request that a pipeline ran for, from a fork unless told."""
    return {
        "id": 1,
        "iid": 1,
        "title": "A proposal",
        "source_branch": "main",
        "source_project_id": source,
        "target_branch": "main",
        "target_project_id": 15,
        "state": "opened",
        "url": "https://gitlab.example/bank/churn/-/merge_requests/1",
    }
