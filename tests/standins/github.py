"""GitHub's REST API, as far as statuses, pull requests, code scanning and artifacts go.

https://docs.github.com/rest/commits/statuses (states, 140 characters, 422 for an unknown commit)
https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit
https://docs.github.com/rest/issues/comments
https://docs.github.com/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
https://docs.github.com/rest/actions/artifacts (a redirect that is good without a token)
https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api (404 for the unseen)
"""

import gzip
import io
import json
import zipfile
from base64 import b64decode
from dataclasses import dataclass, field
from itertools import count

from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.standins.paging import page_of

STATES = {"error", "failure", "pending", "success"}
LONGEST_DESCRIPTION = 140
LONGEST_COMMENT = 65_536
ALL_RIGHTS = frozenset({"statuses", "pulls", "scanning", "actions"})
BOT = {"id": 7, "login": "gatehouse-bot", "type": "User"}


def refuse(status, message):
    """A refusal as GitHub words it."""
    return JSONResponse({"message": message, "status": str(status)}, status)


@dataclass
class Pull:
    """A pull request: its commits, the newest one last, what it was merged as, what was said."""

    commits: list
    state: str = "open"
    merged: str | None = None
    comments: dict = field(default_factory=dict)


def row_of(number, pull):
    """A pull request as lists show it; until it is merged a merge is tried, and its commit told."""
    return {
        "number": number,
        "state": pull.state,
        "head": {"sha": pull.commits[-1]},
        "merged_at": "2026-11-20T09:00:00Z" if pull.merged else None,
        "merge_commit_sha": pull.merged or "7e57" * 10,
    }


@dataclass
class Repository:
    """A repository with the commits it knows."""

    commits: set
    statuses: list = field(default_factory=list)
    pulls: dict = field(default_factory=dict)
    analyses: list = field(default_factory=list)
    runs: dict = field(default_factory=dict)
    scanning: bool = True


@dataclass
class Github:
    """A GitHub that knows one token.  `login` is missing where the token is an app's."""

    token: str
    rights: frozenset = ALL_RIGHTS
    user: dict | None = field(default_factory=BOT.copy)
    repositories: dict = field(default_factory=dict)
    archives: dict = field(default_factory=dict)
    shown_to_storage: list = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(1))

    prefix = ""

    def clone_path(self, repository):
        """Where git finds the repository below the host."""
        return f"{repository}.git"

    def hold(self, repository, *commits):
        """Have a repository with the commits."""
        self.repositories.setdefault(repository, Repository(set())).commits.update(commits)

    def open_review(self, repository, *commits):
        """Open a pull request, and return its number."""
        number = next(self.numbers)
        self.repositories[repository].pulls[number] = Pull(list(commits))
        return number

    def merge(self, repository, number, commit):
        """Merge the pull request, which makes the commit."""
        self.hold(repository, commit)
        self.close(repository, number)
        self.repositories[repository].pulls[number].merged = commit

    def close(self, repository, number):
        """Close the pull request."""
        self.repositories[repository].pulls[number].state = "closed"

    def say(self, repository, number, text, author=99):
        """Have somebody comment, and return the comment's id."""
        user = {**BOT, "id": author, "login": f"user-{author}"}
        said = {"id": next(self.numbers), "body": text, "user": user}
        self.repositories[repository].pulls[number].comments[said["id"]] = said
        return said["id"]

    def said(self, repository, number):
        """The texts of all comments, the oldest first."""
        pull = self.repositories[repository].pulls[number]
        return [pull.comments[key]["body"] for key in sorted(pull.comments)]

    def analyses(self, repository):
        """Every analysis that was uploaded, as (commit, ref, log)."""
        return self.repositories[repository].analyses

    def publish(self, repository, run, artifact, **files):
        """Have a workflow run leave an artifact with the files behind."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        self.leave(repository, run, artifact, packed.getvalue())

    def leave(self, repository, run, artifact, archive, expired=False):
        """Have a workflow run leave an archive behind."""
        number = next(self.numbers)
        self.archives[number] = archive
        row = {"id": number, "name": artifact, "size_in_bytes": len(archive), "expired": expired}
        self.repositories[repository].runs.setdefault(run, []).append(row)

    @property
    def app(self):
        """The server."""
        own, where = "/repos/{owner}/{name}", self.guarded
        routes = [
            Route("/user", where(None, self.me)),
            Route(f"{own}/commits/{{sha}}/status", where("statuses", self.combined)),
            Route(f"{own}/statuses/{{sha}}", where("statuses", self.add), methods=["POST"]),
            Route(f"{own}/commits/{{sha}}/pulls", where("pulls", self.holding)),
            Route(f"{own}/issues/{{number:int}}/comments", where("pulls", self.listed)),
            Route(
                f"{own}/issues/{{number:int}}/comments",
                where("pulls", self.comment),
                methods=["POST"],
            ),
            Route(
                f"{own}/issues/comments/{{id:int}}",
                where("pulls", self.change),
                methods=["PATCH", "DELETE"],
            ),
            Route(f"{own}/code-scanning/sarifs", where("scanning", self.upload), methods=["POST"]),
            Route(f"{own}/actions/runs/{{run}}/artifacts", where("actions", self.artifacts)),
            Route(f"{own}/actions/artifacts/{{id:int}}/zip", where("actions", self.archive)),
            Route("/storage/{id:int}", self.storage),
        ]
        return Starlette(routes=routes)

    def guarded(self, right, act):
        """The act, for who has the token and the right, in a repository that is there."""

        async def door(request):
            shown = request.headers.get("authorization", "")
            if shown != f"Bearer {self.token}":
                return refuse(401, f"Bad credentials: {shown}")
            if right is None:
                return act()
            name = f"{request.path_params['owner']}/{request.path_params['name']}"
            if name not in self.repositories:
                return refuse(404, "Not Found")
            if right not in self.rights:
                return refuse(403, "Resource not accessible by personal access token")
            body = await request.body()
            return act(request, self.repositories[name], json.loads(body) if body else None)

        return door

    def me(self):
        """GET /user"""
        if self.user is None:
            return refuse(403, "Resource not accessible by integration")
        return JSONResponse(self.user)

    def combined(self, request, repository, _):
        """GET /repos/{owner}/{repo}/commits/{ref}/status"""
        sha = request.path_params["sha"]
        latest = {one["context"]: one for one in repository.statuses if one["sha"] == sha}
        shown, link = page_of(request, [*latest.values()])
        return JSONResponse({"state": "pending", "statuses": shown}, headers=link)

    def add(self, request, repository, body):
        """POST /repos/{owner}/{repo}/statuses/{sha}"""
        sha = request.path_params["sha"]
        if sha not in repository.commits:
            return refuse(422, f"No commit found for SHA: {sha}")
        too_long = len(body.get("description") or "") > LONGEST_DESCRIPTION
        if body.get("state") not in STATES or too_long:
            return refuse(422, "Validation Failed")
        repository.statuses.append({"id": next(self.numbers), "sha": sha, **body})
        return JSONResponse(repository.statuses[-1], 201)

    def holding(self, request, repository, _):
        """GET /repos/{owner}/{repo}/commits/{sha}/pulls"""
        sha = request.path_params["sha"]
        pulls = repository.pulls.items()
        brought = [row_of(number, pull) for number, pull in pulls if pull.merged == sha]
        rows = brought or [row_of(number, pull) for number, pull in pulls if sha in pull.commits]
        shown, link = page_of(request, rows)
        return JSONResponse(shown, headers=link)

    def listed(self, request, repository, _):
        """GET /repos/{owner}/{repo}/issues/{number}/comments"""
        pull = repository.pulls[request.path_params["number"]]
        rows = [pull.comments[key] for key in sorted(pull.comments)]
        shown, link = page_of(request, rows)
        return JSONResponse(shown, headers=link)

    def comment(self, request, repository, body):
        """POST /repos/{owner}/{repo}/issues/{number}/comments"""
        if len(body["body"]) > LONGEST_COMMENT:
            return refuse(422, "Validation Failed: body is too long (maximum is 65536 characters)")
        user = self.user or {"id": 41898282, "login": "gatehouse[bot]", "type": "Bot"}
        said = {"id": next(self.numbers), "body": body["body"], "user": user}
        repository.pulls[request.path_params["number"]].comments[said["id"]] = said
        return JSONResponse(said, 201)

    def change(self, request, repository, body):
        """PATCH or DELETE /repos/{owner}/{repo}/issues/comments/{id}"""
        key = request.path_params["id"]
        pull = next((one for one in repository.pulls.values() if key in one.comments), None)
        if pull is None:
            return refuse(404, "Not Found")
        if request.method == "DELETE":
            del pull.comments[key]
            return Response(status_code=204)
        pull.comments[key]["body"] = body["body"]
        return JSONResponse(pull.comments[key])

    def upload(self, request, repository, body):
        """POST /repos/{owner}/{repo}/code-scanning/sarifs"""
        if not repository.scanning:
            return refuse(403, "Code Security must be enabled for this repository to use it.")
        log = json.loads(gzip.decompress(b64decode(body["sarif"])))
        if not body["ref"].startswith("refs/") or body["commit_sha"] not in repository.commits:
            return refuse(422, "ref or commit_sha is not valid")
        repository.analyses.append((body["commit_sha"], body["ref"], log))
        return JSONResponse({"id": str(next(self.numbers))}, 202)

    def artifacts(self, request, repository, _):
        """GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts"""
        rows = repository.runs.get(request.path_params["run"])
        if rows is None:
            return refuse(404, "Not Found")
        shown, link = page_of(request, rows)
        return JSONResponse({"total_count": len(rows), "artifacts": shown}, headers=link)

    def archive(self, request, repository, _):
        """GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/zip"""
        return RedirectResponse(
            f"{request.base_url}storage/{request.path_params['id']}?sig=4-minutes", 302
        )

    async def storage(self, request):
        """What the redirect leads to: storage that refuses a second kind of credentials."""
        self.shown_to_storage.append(request.headers.get("authorization"))
        if self.shown_to_storage[-1]:
            return refuse(403, "Server failed to authenticate the request")
        return Response(self.archives[request.path_params["id"]], media_type="application/zip")
