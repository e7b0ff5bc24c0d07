"""Azure DevOps, over its REST API, version 7.1; the organisation is part of the host's address.

https://learn.microsoft.com/rest/api/azure/devops/git/statuses/create
https://learn.microsoft.com/rest/api/azure/devops/git/pull-requests/get-pull-requests
https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-query/get
https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads
https://learn.microsoft.com/rest/api/azure/devops/test/runs/list
https://learn.microsoft.com/rest/api/azure/devops/build/artifacts
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote

from shared.adapters.forges.artifacts import Artifact, linted
from shared.adapters.forges.asking import PAGE, Answer, Api, pages
from shared.adapters.forges.azure_devops_answers import (
    GENRE,
    WORDS,
    BuildArtifact,
    Commit,
    Connection,
    Context,
    Found,
    Identity,
    PullRequest,
    Rows,
    Said,
    Status,
    Thread,
    name_of,
    shown_as,
)
from shared.adapters.forges.counting import Run, Statistics, counted
from shared.adapters.forges.forge import Comment, Review
from shared.commit_status import CommitStatus
from shared.core.errors import RefusedError
from shared.git_hosts import GitHost
from shared.ports import LintResults, TestResults

T = TypeVar("T")

VERSION = "7.1"
STATUSES = "Code (status)"
THREADS = "Code (read) with Contribute to pull requests"
TESTS = "Test Management (read)"
BUILDS = "Build (read)"
LARGEST_ARTIFACT = 32 * 2**20
CLOSED, TEXT = 4, 1
COMPLETED = "completed"


class AzureDevops:
    """Azure DevOps Services, or a server of one's own."""

    # Said only by refusing more: https://github.com/runatlantis/atlantis/pull/1585
    longest_comment = 150_000

    def __init__(self, host: GitHost, patience: float) -> None:
        """Note where it is."""
        self.api = Api(host, patience=patience)

    def status(self, path: str, wanted: CommitStatus) -> CommitStatus | None:
        """The latest status of the context."""
        place = f"{repository(path)}/commits/{quote(wanted.commit)}/statuses"
        rows = self.ask("GET", place, STATUSES, latestOnly="true").read(Rows[Status]).value
        sought = Context(name=name_of(wanted), genre=GENRE)
        return next((shown_as(row, wanted) for row in rows if row.context == sought), None)

    def set_status(self, path: str, status: CommitStatus) -> None:
        """Add a status, which takes the place of the one before in its context."""
        body = {
            "state": WORDS[status.state],
            "description": status.description,
            "targetUrl": status.address,
            "context": {"genre": GENRE, "name": name_of(status)},
        }
        place = f"{repository(path)}/commits/{quote(status.commit)}/statuses"
        self.ask("POST", place, STATUSES, body)

    def reviews(self, path: str, commit: str) -> list[Review]:
        """The active pull requests whose newest commit it is, and those whose merge made it."""
        numbers = (*self.active(path, commit), *self.completed(path, commit))
        return [Review(number=number, head=commit) for number in numbers]

    def active(self, path: str, commit: str) -> Iterator[int]:
        """The pull requests that may be merged yet: by commit only those are found that were."""
        place, tip = f"{repository(path)}/pullrequests", Commit(commitId=commit)
        active = {"searchCriteria.status": "active"}
        rows = self.rows(place, THREADS, Rows[PullRequest], **active)
        return (row.pullRequestId for row in rows if row.lastMergeSourceCommit == tip)

    def completed(self, path: str, commit: str) -> Iterator[int]:
        """The pull requests whose merge made the commit; a merge is tried while they are active."""
        sought = {"queries": [{"type": "lastMergeCommit", "items": [commit]}]}
        answer = self.ask("POST", f"{repository(path)}/pullrequestquery", THREADS, sought)
        rows = (row for found in answer.read(Found).results for row in found.get(commit, []))
        return (row.pullRequestId for row in rows if row.status == COMPLETED)

    def comments(self, path: str, review: Review) -> Iterator[Comment]:
        """The first comment of every thread; Azure DevOps gives them all at once."""
        place = f"{repository(path)}/pullRequests/{review.number}/threads"
        for thread in self.ask("GET", place, THREADS).read(Rows[Thread]).value:
            for said in thread.comments[:1]:
                if not (thread.isDeleted or said.isDeleted):
                    yield comment(thread, said, f"{place}/{thread.id}/comments/{said.id}")

    def ours(self, comments: Sequence[Comment]) -> list[Comment]:
        """Those that we wrote."""
        me = self.me().id
        return [one for one in comments if one.author == me]

    def say(self, path: str, review: Review, text: str) -> None:
        """Open a thread that waits for nobody: it is closed from the beginning."""
        place = f"{repository(path)}/pullRequests/{review.number}/threads"
        said = {"parentCommentId": 0, "content": text, "commentType": TEXT}
        self.ask("POST", place, THREADS, {"comments": [said], "status": CLOSED})

    def edit(self, comment: Comment, text: str) -> None:
        """Give the comment another text."""
        self.ask("PATCH", comment.place, THREADS, {"content": text})

    def remove(self, comment: Comment) -> None:
        """Delete the comment, and its thread with it."""
        query = {"api-version": VERSION}
        self.api.ask("DELETE", comment.place, THREADS, query=query, besides={404})

    def annotate(self, path: str, commit: str, ref: str, sarif: bytes) -> None:
        """Nothing: Azure DevOps takes findings from tasks of its own pipelines only."""

    def results(self, path: str, run: str) -> TestResults | None:
        """The counts of all test runs that a build has published.

        https://learn.microsoft.com/rest/api/azure/devops/test/runs/get-test-run-statistics
        """
        place = f"{quote(project_and_name(path)[0])}/_apis/test/runs"
        whole = {"buildUri": f"vstfs:///Build/Build/{run}", "includeRunDetails": "true"}
        runs = list(self.rows(place, TESTS, Rows[Run], **whole))
        answers = [self.ask("GET", f"{place}/{one.id}/Statistics", TESTS) for one in runs]
        return counted(runs, [answer.read(Statistics) for answer in answers])

    def lint(self, path: str, run: str) -> LintResults | None:
        """What those artifacts of a build hold whose names say lint (`PublishBuildArtifacts`)."""
        place = f"{quote(project_and_name(path)[0])}/_apis/build/builds/{quote(run)}/artifacts"
        rows = self.ask("GET", place, BUILDS).read(Rows[BuildArtifact]).value
        artifacts = [Artifact(id=one.id, name=one.name) for one in rows]
        return linted(artifacts, lambda one: self.archive(place, one))

    def archive(self, place: str, artifact: Artifact) -> bytes:
        """An artifact's zip file."""
        query = {"artifactName": artifact.name, "$format": "zip", "api-version": VERSION}
        return self.api.ask("GET", place, BUILDS, query=query, largest=LARGEST_ARTIFACT).body

    def whoami(self) -> str:
        """Our name there."""
        return f"Azure DevOps knows us as {self.me().providerDisplayName}"

    def close(self) -> None:
        """Give the connections back."""
        self.api.close()

    def me(self) -> Identity:
        """Our identity; the call has never left its preview."""
        query = {"api-version": "7.1-preview.1"}
        answer = self.api.ask("GET", "_apis/connectionData", "any right", query=query)
        return answer.read(Connection).authenticatedUser

    def rows(self, place: str, right: str, kind: type[Rows[T]], **query: str) -> Iterator[T]:
        """Every row of a list, page by page."""

        def page(number: int) -> tuple[list[T], bool]:
            part = {"$top": PAGE, "$skip": PAGE * (number - 1)}
            rows = self.ask("GET", place, right, **query, **part).read(kind).value
            return rows, len(rows) == PAGE

        return pages(place, page)

    def ask(
        self, method: str, place: str, right: str, body: object = None, **part: str | int
    ) -> Answer:
        """What Azure DevOps says."""
        return self.api.ask(method, place, right, query={**part, "api-version": VERSION}, body=body)


def repository(path: str) -> str:
    """Where the API keeps a repository, which may be called by its name."""
    project, name = project_and_name(path)
    return f"{quote(project)}/_apis/git/repositories/{quote(name, safe='')}"


def project_and_name(path: str) -> tuple[str, str]:
    """The parts of `project/_git/name`; a repository named like its project may go without."""
    project, found, name = path.rpartition("_git/")
    if not found or not name or "/" in name:
        raise RefusedError(f"{path}: not PROJECT/_git/REPOSITORY; register it as it is cloned")
    return project.strip("/") or name, name


def comment(thread: Thread, said: Said, place: str) -> Comment:
    """A comment in our words; threads are what is numbered through."""
    return Comment(id=thread.id, place=place, author=said.author.id, text=said.content or "")
