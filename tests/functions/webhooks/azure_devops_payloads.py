"""The payloads of Azure DevOps, field by field as it documents them.

https://learn.microsoft.com/azure/devops/service-hooks/events, sections `git.push` and
`build.complete` (sample payloads); those of resource version 1.0 as they were documented before.
"""

from tests.functions.webhooks.door import BEFORE, COMMIT, NOBODY

ACCOUNT = "https://dev.azure.com/bank-org/"
PROJECT = {
    "id": "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c",
    "name": "bank",
    "url": f"{ACCOUNT}_apis/projects/6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c",
    "state": "wellFormed",
}
REPOSITORY = {
    "id": "278d5cd2-584d-4b63-824a-2ba458937249",
    "name": "churn",
    "url": f"{ACCOUNT}_apis/git/repositories/278d5cd2-584d-4b63-824a-2ba458937249",
    "project": PROJECT,
    "defaultBranch": "refs/heads/main",
    "remoteUrl": "https://evil.example/somewhere/_git/else",
}
PERSON = {
    "displayName": "Dana Scully",
    "id": "107e08c7-2725-675e-a1b0-281729035ea6",
    "uniqueName": "Windows Live ID\\dana@bank.example",
    "descriptor": "msa.MTA3ZTA4YzctMjcyNS03NzVlLWExYjAtMjgxNzI5MDM1ZWE2",
}


def event(kind, resource, version):
    """What is around every event."""
    message = {"text": "Something happened", "html": "Something", "markdown": "`Something`"}
    return {
        "subscriptionId": "eead0877-fb06-46e2-9ec1-5f852a6d0297",
        "notificationId": 4,
        "id": "03c164c2-8912-4d5e-8009-3707d5f83734",
        "eventType": kind,
        "publisherId": "tfs",
        "message": message,
        "detailedMessage": message,
        "resource": resource,
        "resourceVersion": version,
        "resourceContainers": {
            "collection": {"id": "c12d0eb8-e382-443b-9f9c-c52cba5014c2", "baseUrl": ACCOUNT},
            "account": {"id": "f844ec47-a9db-4511-8281-8b63f4eaf94e", "baseUrl": ACCOUNT},
            "project": {"id": PROJECT["id"], "baseUrl": ACCOUNT},
        },
        "createdDate": "2026-11-20T09:00:01.4285528Z",
    }


def moved(name="refs/heads/main", old=BEFORE, new=COMMIT):
    """A ref that moved."""
    return {"name": name, "oldObjectId": old, "newObjectId": new}


def push(*updates, **changes):
    """A push of one ref or of several."""
    author = {"name": "Dana", "email": "dana@bank.example", "date": "2026-11-20T09:00:00Z"}
    commit = {"commitId": COMMIT, "author": author, "committer": author, "comment": "Train"}
    resource = {
        "commits": [commit],
        "refUpdates": list(updates) or [moved()],
        "repository": REPOSITORY,
        "pushedBy": PERSON,
        "pushId": 14,
        "date": "2026-11-20T09:00:00.3309587Z",
        "url": f"{REPOSITORY['url']}/pushes/14",
        **changes,
    }
    return event("git.push", resource, "1.0")


def deleted():
    """A branch was deleted: there are no commits then."""
    payload = push(moved(new=NOBODY))
    del payload["resource"]["commits"]
    return payload


def build(**changes):
    """A build has ended, in resource version 2.0."""
    web = f"{ACCOUNT}6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c/_build/results?buildId=2727068"
    resource = {
        "_links": {"self": {"href": f"{ACCOUNT}_apis/build/Builds/2727068"}, "web": {"href": web}},
        "properties": {},
        "tags": [],
        "validationResults": [],
        "plans": [{"planId": "cd96240e-881a-49e9-8135-89a4ad458a6d"}],
        "triggerInfo": {"ci.sourceBranch": "refs/heads/main", "ci.sourceSha": COMMIT},
        "id": 2727068,
        "buildNumber": "20261120.1",
        "status": "completed",
        "result": "succeeded",
        "queueTime": "2026-11-20T09:18:45.7367977Z",
        "startTime": "2026-11-20T09:18:56.6205723Z",
        "finishTime": "2026-11-20T09:21:08.520904Z",
        "url": f"{ACCOUNT}_apis/build/Builds/2727068",
        "definition": {"id": 4658, "name": "unit tests", "path": "\\", "project": PROJECT},
        "project": PROJECT,
        "uri": "vstfs:///Build/Build/2727068",
        "sourceBranch": "refs/heads/main",
        "sourceVersion": COMMIT,
        "priority": "normal",
        "reason": "individualCI",
        "requestedFor": PERSON,
        "logs": {"id": 0, "type": "Container", "url": f"{ACCOUNT}_apis/build/builds/2727068/logs"},
        "repository": {
            "id": REPOSITORY["id"],
            "type": "TfsGit",
            "name": "churn",
            "url": REPOSITORY["remoteUrl"],
            "clean": None,
            "checkoutSubmodules": False,
        },
        "retainedByRelease": False,
        "triggeredByBuild": None,
        **changes,
    }
    return event("build.complete", resource, "2.0")


def older_build(**changes):
    """A build has ended, in resource version 1.0: it tells no repository."""
    resource = {
        "uri": "vstfs:///Build/Build/2",
        "id": 2,
        "buildNumber": "unit tests_20261120.1",
        "url": f"{ACCOUNT}_apis/build/Builds/2",
        "startTime": "2026-11-20T09:04:06.83Z",
        "finishTime": "2026-11-20T09:06:10.69Z",
        "reason": "manual",
        "status": "succeeded",
        "dropLocation": "#/3/drop",
        "drop": {"location": "#/3/drop", "type": "container"},
        "log": {"type": "container", "url": f"{ACCOUNT}_apis/resources/Containers/3/logs"},
        "sourceGetVersion": f"LG:refs/heads/main:{COMMIT}",
        "lastChangedBy": PERSON,
        "retainIndefinitely": False,
        "hasDiagnostics": True,
        "definition": {"batchSize": 1, "definitionType": "xaml", "id": 2, "name": "unit tests"},
        "queue": {"queueType": "buildController", "id": 4, "name": "Hosted Build Controller"},
        "requests": [{"id": 1, "requestedFor": PERSON}],
        **changes,
    }
    return event("build.complete", resource, "1.0")


def shorter_build():
    """A build has ended, in resource version 1.0 as it is documented now: no commit either."""
    resource = {
        "id": 2727068,
        "buildNumber": "20261120.1",
        "status": "completed",
        "result": "succeeded",
        "url": f"{ACCOUNT}web/build.aspx?pcguid=54d02617",
        "definition": {"id": 1, "name": "unit tests"},
        "project": PROJECT,
    }
    return event("build.complete", resource, "1.0")
