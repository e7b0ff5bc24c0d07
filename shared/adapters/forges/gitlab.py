"""GitLab, over its REST API, version 4.

https://docs.gitlab.com/api/commits/#set-commit-pipeline-status
https://docs.gitlab.com/api/commits/#list-merge-requests-associated-with-a-commit
https://docs.gitlab.com/api/notes/#merge-requests
https://docs.gitlab.com/api/pipelines/#get-a-test-report-for-a-pipeline
https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-pipeline
https://docs.gitlab.com/api/job_artifacts/
"""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from shared.adapters.forges.artifacts import Artifact, linted
from shared.adapters.forges.asking import PAGE, Api
from shared.adapters.forges.forge import Comment, Review
from shared.adapters.forges.gitlab_answers import Job, MergeRequest, Note, Report, Status, User
from shared.commit_status import CommitStatus
from shared.core.errors import RefusedError
from shared.core.messages import CommitState
from shared.git_hosts import GitHost
from shared.ports import LintResults, TestResults

OWN_REF = "gatehouse"
MERGED = "merged"
RIGHT = "scope api and the role Developer"
WORDS = {
    CommitState.PENDING: "pending",
    CommitState.SUCCESS: "success",
    CommitState.FAILURE: "failed",
    CommitState.ERROR: "failed",
}
STATES = {
    "created": CommitState.PENDING,
    "pending": CommitState.PENDING,
    "running": CommitState.PENDING,
    "success": CommitState.SUCCESS,
}
LARGEST_REPORT = 32 * 2**20
LARGEST_ARTIFACT = 32 * 2**20


class Gitlab:
    """GitLab.com, or a GitLab of one's own."""

    longest_comment = 1_000_000

    def __init__(self, host: GitHost, patience: float) -> None:
        """Note where it is."""
        self.api = Api(host, patience=patience)

    def status(self, path: str, wanted: CommitStatus) -> CommitStatus | None:
        """The latest status of the context."""
        place = f"{project(path)}/repository/commits/{quote(wanted.commit)}/statuses"
        query: dict[str, str | int] = {"name": wanted.context, "per_page": PAGE}
        rows = self.api.ask("GET", place, RIGHT, query=query).read(list[Status])
        latest = max(
            (row for row in rows if row.name == wanted.context),
            key=lambda row: row.id,
            default=None,
        )
        return shown_as(latest, wanted) if latest else None

    def set_status(self, path: str, status: CommitStatus) -> None:
        """Set the status.  One that GitLab finds standing so already is no error.

        Older versions answer 400 then: https://gitlab.com/gitlab-org/gitlab-foss/-/issues/25807
        It stands in a pipeline of its own.  Without a ref it would join the newest one of the
        commit, the team's: that could not end before our run, which waits for it.
        https://docs.gitlab.com/ci/ci_cd_for_external_repos/external_commit_statuses/
        """
        body = {
            "ref": OWN_REF,
            "state": WORDS[status.state],
            "name": status.context,
            "description": status.description,
            "target_url": status.address,
        }
        place = f"{project(path)}/statuses/{quote(status.commit)}"
        answer = self.api.ask("POST", place, RIGHT, body=body, besides={400})
        if answer.status == 400 and b"Cannot transition status" not in answer.body:
            raise RefusedError(f"{answer.subject}: refused (400); look at the commit")

    def reviews(self, path: str, commit: str) -> list[Review]:
        """The merge requests with the commit in them, unless they were closed without a merge.

        Those that were merged are found by what merging made, too, as its source code shows:
        https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/finders/merge_requests_finder.rb
        """
        place = f"{project(path)}/repository/commits/{quote(commit)}/merge_requests"
        rows = self.api.ask("GET", place, RIGHT, query={"per_page": PAGE}).read(list[MergeRequest])
        return [review(row, commit) for row in rows if row.state in ("opened", MERGED)]

    def comments(self, path: str, review: Review) -> Iterator[Comment]:
        """What people said in the merge request, the oldest first."""
        place = f"{project(path)}/merge_requests/{review.number}/notes"
        order = {"order_by": "created_at", "sort": "asc"}
        rows = (note for page in self.api.pages(place, RIGHT, list[Note], **order) for note in page)
        return (comment(note, f"{place}/{note.id}") for note in rows if not note.system)

    def ours(self, comments: Sequence[Comment]) -> list[Comment]:
        """Those that we wrote."""
        me = str(self.me().id)
        return [one for one in comments if one.author == me]

    def say(self, path: str, review: Review, text: str) -> None:
        """Comment on the merge request."""
        place = f"{project(path)}/merge_requests/{review.number}/notes"
        self.api.ask("POST", place, RIGHT, body={"body": text})

    def edit(self, comment: Comment, text: str) -> None:
        """Give the comment another text."""
        self.api.ask("PUT", comment.place, RIGHT, body={"body": text})

    def remove(self, comment: Comment) -> None:
        """Delete the comment."""
        self.api.ask("DELETE", comment.place, RIGHT, besides={404})

    def annotate(self, path: str, commit: str, ref: str, sarif: bytes) -> None:
        """Nothing: GitLab takes findings as artifacts of its own jobs, and not through its API."""

    def results(self, path: str, run: str) -> TestResults | None:
        """What GitLab has counted; a report that it could not read counts as an error."""
        place = f"{project(path)}/pipelines/{quote(run, safe='')}/test_report"
        answer = self.api.ask("GET", place, RIGHT, largest=LARGEST_REPORT)
        report = answer.read(Report)
        unread = sum(bool(suite.suite_error) for suite in report.test_suites)
        if not report.total_count + unread:
            return None
        return TestResults(
            tests=report.total_count + unread,
            failures=report.failed_count,
            errors=report.error_count + unread,
            skipped=report.skipped_count,
            evidence=answer.body,
        )

    def lint(self, path: str, run: str) -> LintResults | None:
        """What those jobs of a pipeline left behind whose names say lint."""
        place = f"{project(path)}/pipelines/{quote(run, safe='')}/jobs"
        rows = (job for page in self.api.pages(place, RIGHT, list[Job]) for job in page)
        artifacts = [Artifact(id=job.id, name=job.name) for job in rows if job.artifacts_file]
        return linted(artifacts, lambda one: self.archive(path, one))

    def archive(self, path: str, artifact: Artifact) -> bytes:
        """A job's zip file; where it lies elsewhere GitLab sends us there, without our token."""
        place = f"{project(path)}/jobs/{artifact.id}/artifacts"
        answer = self.api.ask("GET", place, RIGHT, besides={302}, largest=LARGEST_ARTIFACT)
        if answer.status != 302:
            return answer.body
        return self.api.fetch(answer.headers.get("location", ""), LARGEST_ARTIFACT).body

    def whoami(self) -> str:
        """The account's name."""
        return f"GitLab knows us as {self.me().username}"

    def close(self) -> None:
        """Give the connections back."""
        self.api.close()

    def me(self) -> User:
        """Our account; the token of a project has one, too."""
        return self.api.ask("GET", "user", RIGHT).read(User)


def project(path: str) -> str:
    """Where the API keeps a project."""
    return f"projects/{quote(path, safe='')}"


def review(row: MergeRequest, commit: str) -> Review:
    """A merge request in our words; what merging made of it is its last word."""
    made = row.state == MERGED and commit in (row.merge_commit_sha, row.squash_commit_sha)
    return Review(number=row.iid, head=commit if made else row.sha or "")


def shown_as(status: Status, wanted: CommitStatus) -> CommitStatus:
    """A status in our words; whatever is neither good nor under way has failed.

    GitLab has one word for two of ours: it then stands for the one that is wanted.
    """
    same = status.status == WORDS[wanted.state]
    return CommitStatus(
        repository=wanted.repository,
        commit=wanted.commit,
        context=status.name,
        state=wanted.state if same else STATES.get(status.status, CommitState.FAILURE),
        description=status.description or "",
        address=status.target_url or "",
    )


def comment(note: Note, place: str) -> Comment:
    """A comment in our words."""
    return Comment(id=note.id, place=place, author=str(note.author.id), text=note.body)
