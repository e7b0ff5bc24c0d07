"""GitLab's REST API, as far as statuses, merge requests and test reports go.

https://docs.gitlab.com/api/commits/#set-commit-pipeline-status
https://docs.gitlab.com/ci/ci_cd_for_external_repos/external_commit_statuses/
https://gitlab.com/gitlab-org/gitlab-foss/-/issues/25807 (400 for a status that stands already)
https://docs.gitlab.com/api/commits/#list-merge-requests-associated-with-a-commit
https://docs.gitlab.com/api/notes/#merge-requests (1,000,000 characters)
https://docs.gitlab.com/api/pipelines/#get-a-test-report-for-a-pipeline
https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-pipeline
https://docs.gitlab.com/api/job_artifacts/ (a redirect that is good without a token)
https://docs.gitlab.com/api/rest/#namespaced-paths (%2F, or there is no such project)
https://docs.gitlab.com/api/rest/troubleshooting/ (401, 403 with a scope, 404 for the unseen)
"""

import io
import json
import zipfile
from dataclasses import dataclass, field
from itertools import count

from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.standins.paging import page_of

STATES = {"pending", "running", "success", "failed", "canceled"}
LONGEST_COMMENT = 1_000_000
BOT = 7
EMPTY = {
    "total_count": 0,
    "failed_count": 0,
    "error_count": 0,
    "skipped_count": 0,
    "test_suites": [],
}


def refuse(status, message):
    """A refusal as GitLab words it."""
    return JSONResponse({"message": message}, status)


@dataclass
class MergeRequest:
    """A merge request: its commits, the newest one last, what it was merged as, what was said."""

    commits: list
    state: str = "opened"
    merged: str | None = None
    notes: dict = field(default_factory=dict)


@dataclass
class Project:
    """A project with the commits it knows; `unseen` are the notes that our account may not see."""

    commits: set
    statuses: list = field(default_factory=list)
    merge_requests: dict = field(default_factory=dict)
    reports: dict = field(default_factory=dict)
    jobs: dict = field(default_factory=dict)
    unseen: list = field(default_factory=list)
    pipelines: list = field(default_factory=list)


@dataclass
class Gitlab:
    """A GitLab that knows one token, which may lack the scope `api`."""

    token: str
    scope: str = "api"
    projects: dict = field(default_factory=dict)
    numbers: count = field(default_factory=lambda: count(1))

    prefix = "/api/v4"

    def clone_path(self, repository):
        """Where git finds the project below the host."""
        return f"{repository}.git"

    def hold(self, repository, *commits):
        """Have a project with the commits."""
        self.projects.setdefault(repository, Project(set())).commits.update(commits)

    def open_review(self, repository, *commits):
        """Open a merge request, and return its number."""
        number = next(self.numbers)
        self.projects[repository].merge_requests[number] = MergeRequest(list(commits))
        return number

    def merge(self, repository, number, commit):
        """Merge the merge request, which makes the commit unless it is a fast-forward."""
        self.hold(repository, commit)
        request = self.projects[repository].merge_requests[number]
        request.state = "merged"
        request.merged = None if commit == request.commits[-1] else commit

    def close(self, repository, number):
        """Close the merge request without merging it."""
        self.projects[repository].merge_requests[number].state = "closed"

    def say(self, repository, number, text, author=99):
        """Have somebody comment, and return the note's id."""
        note = {"id": next(self.numbers), "body": text, "author": {"id": author}, "system": False}
        self.projects[repository].merge_requests[number].notes[note["id"]] = note
        return note["id"]

    def said(self, repository, number):
        """The texts of all notes, the oldest first."""
        notes = self.projects[repository].merge_requests[number].notes
        return [notes[key]["body"] for key in sorted(notes)]

    def run_pipeline(self, repository, sha, ref):
        """Have a pipeline for a commit, and return it."""
        pipeline = {"sha": sha, "ref": ref, "statuses": []}
        self.projects[repository].pipelines.append(pipeline)
        return pipeline

    def report(self, repository, run, **counts):
        """Have a pipeline with a test report."""
        self.projects[repository].reports[run] = {**EMPTY, **counts}

    def leave(self, repository, run, job, **files):
        """Have a job of a pipeline leave the files behind, or nothing."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        row = {"id": next(self.numbers), "name": job, "archive": packed.getvalue()}
        told = {"filename": "artifacts.zip", "size": len(row["archive"])} if files else None
        row["artifacts_file"] = told
        self.projects[repository].jobs.setdefault(run, []).append(row)

    @property
    def app(self):
        """The server."""
        own = f"{self.prefix}/projects/{{id:path}}"
        notes = f"{own}/merge_requests/{{iid:int}}/notes"
        commit, where = f"{own}/repository/commits/{{sha}}", self.guarded
        routes = [
            Route(f"{self.prefix}/user", where(self.me)),
            Route(f"{commit}/statuses", where(self.statuses)),
            Route(f"{own}/statuses/{{sha}}", where(self.set), methods=["POST"]),
            Route(f"{commit}/merge_requests", where(self.holding)),
            Route(notes, where(self.listed)),
            Route(notes, where(self.note), methods=["POST"]),
            Route(f"{notes}/{{note:int}}", where(self.change), methods=["PUT", "DELETE"]),
            Route(f"{own}/pipelines/{{run}}/test_report", where(self.test_report)),
            Route(f"{own}/pipelines/{{run}}/jobs", where(self.jobs)),
            Route(f"{own}/jobs/{{job:int}}/artifacts", where(self.artifacts)),
            Route("/storage/{job:int}", self.storage),
        ]
        return Starlette(routes=routes)

    def guarded(self, act):
        """The act, for who has the token and the scope, in a project that is there."""

        async def door(request):
            shown = request.headers.get("authorization", "")
            if shown != f"Bearer {self.token}":
                return refuse(401, f"401 Unauthorized: {shown}")
            if self.scope != "api":
                return JSONResponse({"error": "insufficient_scope", "scope": "api"}, 403)
            if "id" not in request.path_params:
                return act()
            project = self.projects.get(request.path_params["id"])
            if project is None or b"%2F" not in request.scope["raw_path"]:
                return refuse(404, "404 Project Not Found")
            body = await request.body()
            return act(request, project, json.loads(body) if body else None)

        return door

    def me(self):
        """GET /user"""
        return JSONResponse({"id": BOT, "username": "gatehouse-bot"})

    def statuses(self, request, project, _):
        """GET /projects/:id/repository/commits/:sha/statuses"""
        sha, name = request.path_params["sha"], request.query_params.get("name")
        rows = {
            one["name"]: one
            for one in project.statuses
            if one["sha"] == sha and name in (None, one["name"])
        }
        shown, link = page_of(request, list(rows.values()))
        return JSONResponse(shown, headers=link)

    def set(self, request, project, body):
        """POST /projects/:id/statuses/:sha"""
        sha = request.path_params["sha"]
        if sha not in project.commits:
            return refuse(404, "404 Commit Not Found")
        if body["state"] not in STATES or len(body.get("description") or "") > 255:
            return refuse(400, "state does not have a valid value")
        same = (one for one in project.statuses if one["sha"] == sha)
        going = [one for one in same if one["name"] == body["name"] and one["status"] == "pending"]
        if going and body["state"] == "pending":
            return refuse(400, "Cannot transition status via :enqueue from :pending (Reason(s): …)")
        fields = {name: body.get(name) for name in ("name", "description", "target_url")}
        row = {"id": next(self.numbers), "sha": sha, "status": body["state"], **fields}
        project.statuses.append(row)
        self.pipeline_for(request.path_params["id"], sha, body.get("ref"))["statuses"].append(row)
        return JSONResponse(row, 201)

    def pipeline_for(self, repository, sha, ref):
        """The newest pipeline of commit and ref, which a status joins; made where there is none."""
        of_commit = (one for one in self.projects[repository].pipelines[::-1] if one["sha"] == sha)
        found = next((one for one in of_commit if ref in (None, one["ref"])), None)
        return found or self.run_pipeline(repository, sha, ref or "main")

    def holding(self, request, project, _):
        """GET /projects/:id/repository/commits/:sha/merge_requests"""
        sha, state = request.path_params["sha"], request.query_params.get("state")
        rows = [
            {
                "iid": number,
                "state": one.state,
                "sha": one.commits[-1],
                "merge_commit_sha": one.merged,
                "squash_commit_sha": None,
            }
            for number, one in project.merge_requests.items()
            if sha in (*one.commits, one.merged) and state in (None, one.state)
        ]
        shown, link = page_of(request, rows)
        return JSONResponse(shown, headers=link)

    def listed(self, request, project, _):
        """GET /projects/:id/merge_requests/:iid/notes"""
        notes = project.merge_requests[request.path_params["iid"]].notes
        rows = [notes[key] for key in sorted(notes, reverse="asc" not in str(request.url.query))]
        shown, link = page_of(request, rows)
        return JSONResponse([one for one in shown if one not in project.unseen], headers=link)

    def note(self, request, project, body):
        """POST /projects/:id/merge_requests/:iid/notes"""
        if len(body["body"]) > LONGEST_COMMENT:
            return refuse(400, "Note is too long (maximum is 1000000 characters)")
        note = {"id": next(self.numbers), "body": body["body"], "author": {"id": BOT}}
        project.merge_requests[request.path_params["iid"]].notes[note["id"]] = note
        return JSONResponse(note, 201)

    def change(self, request, project, body):
        """PUT or DELETE /projects/:id/merge_requests/:iid/notes/:note_id"""
        notes = project.merge_requests[request.path_params["iid"]].notes
        key = request.path_params["note"]
        if key not in notes:
            return refuse(404, "404 Note Not Found")
        if request.method == "DELETE":
            del notes[key]
            return Response(status_code=204)
        notes[key]["body"] = body["body"]
        return JSONResponse(notes[key])

    def test_report(self, request, project, _):
        """GET /projects/:id/pipelines/:pipeline_id/test_report"""
        report = project.reports.get(request.path_params["run"])
        return JSONResponse(report) if report else refuse(404, "404 Not found")

    def jobs(self, request, project, _):
        """GET /projects/:id/pipelines/:pipeline_id/jobs"""
        rows = project.jobs.get(request.path_params["run"], [])
        told = [{name: row[name] for name in ("id", "name", "artifacts_file")} for row in rows]
        shown, link = page_of(request, told)
        return JSONResponse(shown, headers=link)

    def artifacts(self, request, project, _):
        """GET /projects/:id/jobs/:job_id/artifacts, which lie in object storage"""
        return RedirectResponse(f"{request.base_url}storage/{request.path_params['job']}", 302)

    async def storage(self, request):
        """What the redirect leads to: good for whoever comes without a token."""
        if "authorization" in request.headers:
            return refuse(403, "Server failed to authenticate the request")
        pipelines = (jobs for project in self.projects.values() for jobs in project.jobs.values())
        sought = request.path_params["job"]
        found = next(row for jobs in pipelines for row in jobs if row["id"] == sought)
        return Response(found["archive"], media_type="application/zip")
