"""GitHub, over its REST API.

https://docs.github.com/rest/commits/statuses
https://docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit
https://docs.github.com/rest/issues/comments
https://docs.github.com/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
"""

import gzip
import logging
from base64 import b64encode
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from shared.adapters.forges.artifacts import Artifact, linted, published
from shared.adapters.forges.asking import PAGE, Api
from shared.adapters.forges.forge import Comment, Review
from shared.adapters.forges.github_answers import (
    Artifacts,
    Pull,
    Said,
    Status,
    Statuses,
    User,
)
from shared.commit_status import CommitStatus
from shared.core.messages import CommitState
from shared.git_hosts import GitHost
from shared.ports import CredentialsError, LintResults, TestResults

LOG = logging.getLogger("gatehouse.forges")

STATUSES = "Commit statuses: write"
PULLS = "Pull requests: write"
SCANNING = "Code scanning alerts: write"
ACTIONS = "Actions: read"
SWITCHED_OFF = (b"must be enabled", b"not enabled", b"is disabled")
LARGEST_ARTIFACT = 32 * 2**20


class Github:
    """GitHub itself, or a GitHub Enterprise Server."""

    # The API says so only by refusing more: https://github.com/orgs/community/discussions/27190
    longest_comment = 65_536

    def __init__(self, host: GitHost, patience: float) -> None:
        """Note where it is."""
        self.api = Api(host, accept="application/vnd.github+json", patience=patience)

    def status(self, path: str, wanted: CommitStatus) -> CommitStatus | None:
        """The latest status of the context."""
        place = f"{repository(path)}/commits/{quote(wanted.commit)}/status"
        rows = (one for page in self.api.pages(place, STATUSES, Statuses) for one in page.statuses)
        found = (one for one in rows if one.context == wanted.context)
        return next((shown_as(one, wanted) for one in found), None)

    def set_status(self, path: str, status: CommitStatus) -> None:
        """Add a status, which takes the place of the one before in its context."""
        body = {
            "state": status.state,
            "description": status.description,
            "target_url": status.address,
            "context": status.context,
        }
        place = f"{repository(path)}/statuses/{quote(status.commit)}"
        self.api.ask("POST", place, STATUSES, body=body)

    def reviews(self, path: str, commit: str) -> list[Review]:
        """The pull requests with the commit in them, unless they were closed without being merged.

        Of a commit of the default branch GitHub tells those only that were merged.
        """
        place = f"{repository(path)}/commits/{quote(commit)}/pulls"
        rows = self.api.ask("GET", place, PULLS, query={"per_page": PAGE}).read(list[Pull])
        return [review(row, commit) for row in rows if row.state == "open" or row.merged_at]

    def comments(self, path: str, review: Review) -> Iterator[Comment]:
        """What was said below the pull request, the oldest first."""
        place = f"{repository(path)}/issues/{review.number}/comments"
        kept = f"{repository(path)}/issues/comments"
        rows = (one for page in self.api.pages(place, PULLS, list[Said]) for one in page)
        return (comment(one, f"{kept}/{one.id}") for one in rows)

    def ours(self, comments: Sequence[Comment]) -> list[Comment]:
        """Those that we wrote, or where an app may not ask who it is, those that an app did."""
        me = self.me()
        return [one for one in comments if (one.author == str(me.id) if me else one.bot)]

    def say(self, path: str, review: Review, text: str) -> None:
        """Comment on the pull request."""
        place = f"{repository(path)}/issues/{review.number}/comments"
        self.api.ask("POST", place, PULLS, body={"body": text})

    def edit(self, comment: Comment, text: str) -> None:
        """Give the comment another text."""
        self.api.ask("PATCH", comment.place, PULLS, body={"body": text})

    def remove(self, comment: Comment) -> None:
        """Delete the comment."""
        self.api.ask("DELETE", comment.place, PULLS, besides={404})

    def annotate(self, path: str, commit: str, ref: str, sarif: bytes) -> None:
        """Hand the findings to code scanning, which takes them in later.

        Where it is switched off, that is remarked in the log and nothing more.
        """
        packed = b64encode(gzip.compress(sarif, mtime=0)).decode()
        body = {"commit_sha": commit, "ref": ref, "sarif": packed, "tool_name": "Gatehouse"}
        place = f"{repository(path)}/code-scanning/sarifs"
        answer = self.api.ask("POST", place, SCANNING, body=body, besides={403})
        if answer.status != 403:
            return
        if not any(phrase in answer.body.lower() for phrase in SWITCHED_OFF):
            raise CredentialsError(
                f"{answer.subject}: not allowed; give the token that"
                f" {self.api.host.kind.setting}_TOKEN refers to the right {SCANNING}"
            )
        LOG.info("%s: code scanning is switched off; no findings beside the lines", path)

    def results(self, path: str, run: str) -> TestResults | None:
        """What the artifacts of a workflow run hold, where their names say test results."""
        return published(self.artifacts(path, run), lambda one: self.archive(path, one))

    def lint(self, path: str, run: str) -> LintResults | None:
        """What those artifacts of a workflow run hold whose names say lint."""
        return linted(self.artifacts(path, run), lambda one: self.archive(path, one))

    def artifacts(self, path: str, run: str) -> list[Artifact]:
        """All artifacts of a workflow run; a check suite is none, and has none."""
        if not run.isdecimal():
            return []
        place = f"{repository(path)}/actions/runs/{run}/artifacts"
        pages = self.api.pages(place, ACTIONS, Artifacts)
        return [one for page in pages for one in page.artifacts]

    def archive(self, path: str, artifact: Artifact) -> bytes:
        """An artifact's zip file, from where GitHub sends us: without our token.

        https://docs.github.com/rest/actions/artifacts#download-an-artifact
        """
        place = f"{repository(path)}/actions/artifacts/{artifact.id}/zip"
        answer = self.api.ask("GET", place, ACTIONS, besides={302})
        if answer.status != 302:
            return answer.body
        return self.api.fetch(answer.headers.get("location", ""), LARGEST_ARTIFACT).body

    def whoami(self) -> str:
        """The account's name."""
        me = self.me()
        return f"GitHub knows us as {me.login}" if me else "GitHub knows us as an app"

    def close(self) -> None:
        """Give the connections back."""
        self.api.close()

    def me(self) -> User | None:
        """Our account; the token of an app has none, and GitHub answers 403."""
        answer = self.api.ask("GET", "user", "any right", besides={403})
        return answer.read(User) if answer.status == 200 else None


def repository(path: str) -> str:
    """Where the API keeps a repository."""
    return f"repos/{quote(path)}"


def review(pull: Pull, commit: str) -> Review:
    """A pull request in our words.

    What merging made of it is its last word, be that a merge, a squashed or a rebased commit:
    https://docs.github.com/rest/pulls/pulls#get-a-pull-request
    """
    made = pull.merged_at and pull.merge_commit_sha == commit
    return Review(number=pull.number, head=commit if made else pull.head.sha)


def shown_as(status: Status, wanted: CommitStatus) -> CommitStatus:
    """A status in our words."""
    return CommitStatus(
        repository=wanted.repository,
        commit=wanted.commit,
        context=status.context,
        state=CommitState(status.state),
        description=status.description or "",
        address=status.target_url or "",
    )


def comment(said: Said, place: str) -> Comment:
    """A comment in our words."""
    user = said.user or User(id=0, login="")
    return Comment(
        id=said.id,
        place=place,
        author=str(user.id),
        text=said.body or "",
        bot=user.type == "Bot",
    )
