"""Azure DevOps' REST API 7.1, as far as statuses, pull requests and test runs go.

https://learn.microsoft.com/rest/api/azure/devops/git/statuses/create
https://learn.microsoft.com/rest/api/azure/devops/git/pull-requests/get-pull-requests
https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-query/get
https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads
https://learn.microsoft.com/rest/api/azure/devops/test/runs/list
https://learn.microsoft.com/rest/api/azure/devops/test/runs/get-test-run-statistics
https://learn.microsoft.com/rest/api/azure/devops/build/artifacts/get-artifact (`$format=zip`)
https://developercommunity.visualstudio.com/t/Rest-API-returns-203-for-incorrect-PAT/1161733
"""

import io
import json
import zipfile
from base64 import b64encode
from dataclasses import dataclass, field
from itertools import count

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

STATES = {"notSet", "pending", "succeeded", "failed", "error", "notApplicable"}
LONGEST_COMMENT = 150_000
BOT = {"id": "b07b07b0-0000-4000-8000-000000000007", "providerDisplayName": "Gatehouse"}
ALL_RIGHTS = frozenset({"status", "pulls", "tests", "builds"})


def refuse(status, message):
    """A refusal as Azure DevOps words it."""
    return JSONResponse({"$id": "1", "message": message, "errorCode": 0}, status)


def page_of(request, rows, most=1000):
    """The rows that were asked for."""
    size = min(int(request.query_params.get("$top", 100)), most)
    start = int(request.query_params.get("$skip", 0))
    shown = rows[start : start + size]
    return JSONResponse({"count": len(shown), "value": shown})


@dataclass
class PullRequest:
    """A pull request: its commits, the newest one last, what it was merged as, its threads."""

    commits: list
    status: str = "active"
    merged: str | None = None
    threads: dict = field(default_factory=dict)


def row_of(number, pull):
    """A pull request as lists show it."""
    return {
        "pullRequestId": number,
        "status": pull.status,
        "lastMergeSourceCommit": {"commitId": pull.commits[-1]},
    }


@dataclass
class Repository:
    """A repository with the commits it knows."""

    commits: set
    statuses: list = field(default_factory=list)
    pulls: dict = field(default_factory=dict)
    runs: dict = field(default_factory=dict)
    artifacts: dict = field(default_factory=dict)


@dataclass
class AzureDevops:
    """An organisation that knows one personal access token."""

    token: str
    rights: frozenset = ALL_RIGHTS
    repositories: dict = field(default_factory=dict)
    numbers: count = field(default_factory=lambda: count(1))

    prefix = "/org"

    def clone_path(self, repository):
        """Where git finds the repository below the organisation."""
        return "org/" + repository.replace("/", "/_git/")

    def hold(self, repository, *commits):
        """Have a repository with the commits."""
        self.repositories.setdefault(repository, Repository(set())).commits.update(commits)

    def open_review(self, repository, *commits):
        """Open a pull request, and return its number."""
        number = next(self.numbers)
        self.repositories[repository].pulls[number] = PullRequest(list(commits))
        return number

    def merge(self, repository, number, commit):
        """Complete the pull request, which makes the commit."""
        self.hold(repository, commit)
        pull = self.repositories[repository].pulls[number]
        pull.status, pull.merged = "completed", commit

    def close(self, repository, number):
        """Abandon the pull request."""
        self.repositories[repository].pulls[number].status = "abandoned"

    def say(self, repository, number, text, author="somebody-else"):
        """Have somebody open a thread, and return its id."""
        thread = self.thread(text, {"id": author})
        self.repositories[repository].pulls[number].threads[thread["id"]] = thread
        return thread["id"]

    def said(self, repository, number):
        """The texts of all comments that are still there, the oldest first."""
        threads = self.repositories[repository].pulls[number].threads
        rows = (threads[key] for key in sorted(threads))
        return [row["comments"][0]["content"] for row in rows if not row["isDeleted"]]

    def test_run(self, repository, build, state="Completed", **outcomes):
        """Have a build publish a test run with so many tests of each outcome."""
        rows = [{"outcome": name, "count": many} for name, many in outcomes.items()]
        run = {"id": next(self.numbers), "state": state, "runStatistics": rows}
        self.repositories[repository].runs.setdefault(build, []).append(run)

    def leave(self, repository, build, artifact, **files):
        """Have a build publish an artifact with the files."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(f"{artifact}/{name}", data)
        row = {"id": next(self.numbers), "name": artifact, "archive": packed.getvalue()}
        self.repositories[repository].artifacts.setdefault(build, []).append(row)

    def thread(self, text, author):
        """A new thread with one comment."""
        comment = {"id": 1, "content": text, "author": author, "isDeleted": False}
        return {"id": next(self.numbers), "comments": [comment], "isDeleted": False}

    @property
    def app(self):
        """The server."""
        where, project = self.guarded, f"{self.prefix}/{{project}}/_apis"
        own = f"{project}/git/repositories/{{name}}"
        threads = f"{own}/pullRequests/{{number:int}}/threads"
        said = f"{threads}/{{thread:int}}/comments/{{comment:int}}"
        routes = [
            Route(f"{self.prefix}/_apis/connectionData", where(None, self.me)),
            Route(f"{own}/commits/{{sha}}/statuses", where("status", self.statuses)),
            Route(f"{own}/commits/{{sha}}/statuses", where("status", self.add), methods=["POST"]),
            Route(f"{own}/pullrequests", where("pulls", self.active)),
            Route(f"{own}/pullrequestquery", where("pulls", self.found_by), methods=["POST"]),
            Route(threads, where("pulls", self.listed)),
            Route(threads, where("pulls", self.open), methods=["POST"]),
            Route(said, where("pulls", self.change), methods=["PATCH", "DELETE"]),
            Route(f"{project}/test/runs", where("tests", self.runs)),
            Route(f"{project}/build/builds/{{build}}/artifacts", where("builds", self.published)),
            Route(f"{project}/test/runs/{{run:int}}/Statistics", where("tests", self.statistics)),
        ]
        return Starlette(routes=routes)

    def guarded(self, right, act):
        """The act, for who has the token and the right, in a repository that is there."""
        expected = f"Basic {b64encode(f':{self.token}'.encode()).decode()}"

        async def door(request):
            if request.headers.get("authorization") != expected:
                page = f"<html>Azure DevOps Services | Sign In {self.token}</html>"
                return HTMLResponse(page, 203)
            if not request.query_params.get("api-version", "").startswith("7.1"):
                return refuse(400, "No api-version was supplied")
            if right is None:
                return act()
            repository = self.found(request.path_params)
            if repository is None:
                return refuse(404, "TF401019: it does not exist or you do not have permissions")
            if right not in self.rights:
                return refuse(403, "TF401027: you need the permission to do this")
            body = await request.body()
            return act(request, repository, json.loads(body) if body else None)

        return door

    def found(self, names):
        """The repository, or for test runs any of the project."""
        project, name = names["project"], names.get("name")
        if name:
            return self.repositories.get(f"{project}/{name}")
        of_project = (key for key in self.repositories if key.startswith(f"{project}/"))
        return next((self.repositories[key] for key in of_project), None)

    def me(self):
        """GET _apis/connectionData"""
        return JSONResponse({"authenticatedUser": BOT})

    def statuses(self, request, repository, _):
        """GET …/commits/{commitId}/statuses"""
        sha = request.path_params["sha"]
        rows = [one for one in repository.statuses if one["sha"] == sha]
        if request.query_params.get("latestOnly") == "true":
            latest = {(one["context"]["genre"], one["context"]["name"]): one for one in rows}
            rows = list(latest.values())
        return page_of(request, rows)

    def add(self, request, repository, body):
        """POST …/commits/{commitId}/statuses"""
        sha = request.path_params["sha"]
        if sha not in repository.commits:
            return refuse(404, f"TF401175: the commit {sha} cannot be found")
        if body["state"] not in STATES or not body["context"].get("name"):
            return refuse(400, "The value for state or context.name is not valid")
        row = {"id": next(self.numbers), "sha": sha, **body}
        repository.statuses.append(row)
        return JSONResponse(row)

    def active(self, request, repository, _):
        """GET …/pullrequests"""
        status = request.query_params.get("searchCriteria.status", "active")
        pulls = repository.pulls.items()
        return page_of(request, [row_of(*each) for each in pulls if each[1].status == status])

    def found_by(self, request, repository, body):
        """POST …/pullrequestquery"""
        [query] = body["queries"]
        if query["type"] != "lastMergeCommit":
            return refuse(400, "The value for type is not valid")
        found = {
            sha: [row_of(*each) for each in repository.pulls.items() if each[1].merged == sha]
            for sha in query["items"]
        }
        known = {sha: rows for sha, rows in found.items() if rows}
        return JSONResponse({"queries": body["queries"], "results": [known]})

    def listed(self, request, repository, _):
        """GET …/pullRequests/{id}/threads"""
        threads = repository.pulls[request.path_params["number"]].threads
        rows = [threads[key] for key in sorted(threads)]
        return JSONResponse({"count": len(rows), "value": rows})

    def open(self, request, repository, body):
        """POST …/pullRequests/{id}/threads"""
        text = body["comments"][0]["content"]
        if len(text) > LONGEST_COMMENT:
            return refuse(400, "A discussion comment cannot be longer than 150000 characters.")
        thread = {**self.thread(text, BOT), "status": body["status"]}
        repository.pulls[request.path_params["number"]].threads[thread["id"]] = thread
        return JSONResponse(thread)

    def change(self, request, repository, body):
        """PATCH or DELETE …/threads/{id}/comments/{id}"""
        threads = repository.pulls[request.path_params["number"]].threads
        thread = threads.get(request.path_params["thread"])
        if thread is None or thread["isDeleted"]:
            return refuse(404, "TF401181: the comment cannot be found")
        if request.method == "DELETE":
            thread["isDeleted"] = thread["comments"][0]["isDeleted"] = True
        else:
            thread["comments"][0]["content"] = body["content"]
        return JSONResponse(thread["comments"][0])

    def runs(self, request, repository, _):
        """GET {project}/_apis/test/runs"""
        build = request.query_params["buildUri"].removeprefix("vstfs:///Build/Build/")
        told = ("id", "state") if request.query_params.get("includeRunDetails") else ("id",)
        rows = [{name: run[name] for name in told} for run in repository.runs.get(build, [])]
        return page_of(request, rows)

    def statistics(self, request, repository, _):
        """GET {project}/_apis/test/runs/{runId}/Statistics"""
        number = request.path_params["run"]
        rows = (run for runs in repository.runs.values() for run in runs)
        run = next(run for run in rows if run["id"] == number)
        return JSONResponse({"run": {"id": number}, "runStatistics": run["runStatistics"]})

    def published(self, request, repository, _):
        """GET {project}/_apis/build/builds/{buildId}/artifacts, of one by its name as a zip file"""
        rows = repository.artifacts.get(request.path_params["build"], [])
        name = request.query_params.get("artifactName")
        if name is None:
            told = [{"id": row["id"], "name": row["name"]} for row in rows]
            return JSONResponse({"count": len(told), "value": told})
        if request.query_params.get("$format") != "zip":
            return refuse(400, "the stand-in gives zip files only")
        found = next(row for row in rows if row["name"] == name)
        return Response(found["archive"], media_type="application/zip")
