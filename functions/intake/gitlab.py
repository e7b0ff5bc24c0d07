"""GitLab's webhooks: pushes, and the ends of pipelines.

The header that names the event is not signed, so the body is asked.
https://docs.gitlab.com/user/project/integrations/webhook_events/
"""

from dataclasses import dataclass

from functions.intake.announcing import Pushed, Tested, ignored, take_pushes, take_test_run
from functions.intake.entrance import Knock, Neighbours, admit
from functions.intake.proofs import token_or_signature
from shared.catalogue import Registration
from shared.core.messages import Push
from shared.replies import Reply

OUTCOMES = {"success": True, "failed": False}
PROPOSALS = ("merge_request_event", "external_pull_request_event")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What every event says of itself."""

    object_kind: str


@dataclass(frozen=True, kw_only=True)
class Project:
    """The project that an event is about."""

    path_with_namespace: str


@dataclass(frozen=True, kw_only=True)
class PushEvent:
    """A push; who pushed may keep the e-mail address private."""

    ref: str
    before: str
    after: str
    project: Project
    user_username: str = ""
    user_email: str | None = None

    @property
    def pusher(self) -> str:
        """The address of who pushed or, where it is not told, the name."""
        email = self.user_email or ""
        return email if "@" in email else self.user_username


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """A pipeline; `source` tells what it was started by, `ref` is a branch or a tag."""

    id: int
    ref: str
    sha: str
    status: str
    tag: bool = False
    source: str = ""
    name: str | None = None
    url: str | None = None
    finished_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class MergeRequest:
    """The merge request that a pipeline ran for, of which it is enough to know that there is one."""


@dataclass(frozen=True, kw_only=True)
class PipelineEvent:
    """A pipeline that has moved on."""

    object_attributes: Pipeline
    project: Project
    merge_request: MergeRequest | None = None

    @property
    def of_a_proposal(self) -> bool:
        """Whether it ran for a merge request: its `ref` is then a branch's name in any project."""
        return self.merge_request is not None or self.object_attributes.source in PROPOSALS


def gitlab_event(knock: Knock, here: Neighbours) -> Reply:
    """A push or a pipeline, or another event, which is politely ignored."""
    match knock.read(Kind).object_kind:
        case "push":
            return pushed(knock.read(PushEvent), knock, here)
        case "pipeline":
            return pipeline_moved(knock.read(PipelineEvent), knock, here)
        case other:
            return ignored(f"{other[:80]} events start nothing")


def pushed(event: PushEvent, knock: Knock, here: Neighbours) -> Reply:
    """A push of one branch."""
    registration = known(event.project, knock, here)
    news = Push(ref=event.ref, before=event.before, pusher=event.pusher)
    return take_pushes(registration, [Pushed(commit=event.after, push=news)], knock, here)


def pipeline_moved(event: PipelineEvent, knock: Knock, here: Neighbours) -> Reply:
    """A pipeline, unless it ran what somebody proposes, in this project or in a fork."""
    registration = known(event.project, knock, here)
    pipeline = event.object_attributes
    if event.of_a_proposal:
        return ignored("a merge request's pipeline starts nothing")
    if pipeline.tag:
        return ignored("a tag's pipeline starts nothing")
    tested = Tested(
        branch=pipeline.ref,
        commit=pipeline.sha,
        id=str(pipeline.id),
        name=pipeline.name or "",
        outcome=pipeline.status,
        address=pipeline.url or "",
        at=pipeline.finished_at or "",
    )
    return take_test_run(registration, tested, OUTCOMES, knock, here)


def known(project: Project, knock: Knock, here: Neighbours) -> Registration:
    """The registration of the project, once token or signature prove who speaks."""
    proof = token_or_signature(knock.body, knock.headers, here.clock())
    return admit(project.path_with_namespace, proof, here)
