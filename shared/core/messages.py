"""Everything said on the bus, in the order it is usually said.

An event is a fact about one candidate: past tense, for anyone to hear, never refused.  Its `step`
names the row of the road (`shared.core.road`) that it answers.
A command is an order: imperative, for one function to carry out, answered by events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.core.candidate import Candidate
from shared.core.findings import Finding, Owner
from shared.core.spec import ModelSpec


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something said on the bus."""


@dataclass(frozen=True, kw_only=True)
class Event(Message):
    """Something that happened to a candidate."""

    candidate: Candidate
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class Command(Message):
    """Something to be done."""


@dataclass(frozen=True, kw_only=True)
class Order(Command):
    """A command that is one step of one run, so that its failure can be told to the run."""

    candidate: Candidate
    step: str


@dataclass(frozen=True, kw_only=True)
class Push:
    """A branch now points at the commit.  `before` is empty where the branch is new."""

    ref: str
    before: str
    pusher: str


@dataclass(frozen=True, kw_only=True)
class TestReport:
    """What a team's CI published about a commit: counts, and the JUnit XML kept as `report`."""

    __test__ = False

    tests: int
    failures: int
    errors: int
    skipped: int
    report: str


@dataclass(frozen=True, kw_only=True)
class DiscoverModels(Command):
    """Find out which models, hence which runs, the news of a commit is about."""

    repository: str
    commit: str
    news: Push | TestReport


@dataclass(frozen=True, kw_only=True)
class ModelPushed(Event):
    """A team pushed a model.  `authors` are all who wrote or pushed it: none may approve it."""

    step: str = "push"
    push: Push
    team: str
    authors: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommitSuperseded(Event):
    """The branch moved on to a newer commit."""

    by: str


@dataclass(frozen=True, kw_only=True)
class TestsCompleted(Event):
    """The team's own tests ran for this commit (R-055, R-056)."""

    __test__ = False

    step: str = "tests"
    report: TestReport


class CommitState(StrEnum):
    """How a commit status reads, in GitHub's words."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class ReportStatus(Order):
    """Show on the commit itself how its run stands."""

    state: CommitState
    description: str


@dataclass(frozen=True, kw_only=True)
class StatusReported(Event):
    """The commit shows how its run stands."""


@dataclass(frozen=True, kw_only=True)
class RunChecks(Order):
    """Read the repository at the commit and judge it."""


@dataclass(frozen=True, kw_only=True)
class ChecksCompleted(Event):
    """The repository has been judged.

    `bundle` is the digest of what was read; from here on nothing else is trained, evaluated or
    published.  `report` is the digest of all findings; `findings` holds the gravest of them, and
    `counts` how many there are of each priority.  `spec` is missing where `model.yml` is no good.
    """

    bundle: str
    report: str
    findings: tuple[Finding, ...]
    counts: Mapping[int, int]
    spec: ModelSpec | None


@dataclass(frozen=True, kw_only=True)
class StartTraining(Order):
    """Submit the training job."""

    bundle: str
    spec: ModelSpec


@dataclass(frozen=True, kw_only=True)
class JobStarted(Event):
    """A job was submitted for the step."""

    job: str


@dataclass(frozen=True, kw_only=True)
class CollectJob(Order):
    """Ask a job how it stands; somebody says that it may have ended."""

    job: str


@dataclass(frozen=True, kw_only=True)
class TrainedModel:
    """A model that a job left in the tracking store.

    `run` is the MLflow run, `uri` where its files lie, `digest` the sum over those files, `data`
    the digest of the data it saw.
    """

    run: str
    uri: str
    digest: str
    data: str


@dataclass(frozen=True, kw_only=True)
class ModelTrained(Event):
    """The training job left a model behind."""

    job: str
    model: TrainedModel
    metrics: Mapping[str, float]
    log: str


@dataclass(frozen=True, kw_only=True)
class StartEvaluation(Order):
    """Submit the evaluation job, for the trained model or, where none is trained, for the rules."""

    bundle: str
    spec: ModelSpec
    model: TrainedModel | None
    environments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Champion:
    """The version that holds an environment, and its metrics.

    `same_data` tells whether it was scored beside the candidate or its recorded figures are given.
    """

    version: str
    run: str
    metrics: Mapping[str, float]
    same_data: bool


@dataclass(frozen=True, kw_only=True)
class ModelEvaluated(Event):
    """The candidate has been scored, beside the champion of each environment that has one."""

    job: str
    model: TrainedModel
    metrics: Mapping[str, float]
    champions: Mapping[str, Champion]
    predictions: str
    log: str


@dataclass(frozen=True, kw_only=True)
class RequestApproval(Order):
    """Ask the people in the role to look at the evidence and decide."""

    environment: str
    role: str
    quorum: int
    evidence: str
    expires: datetime


@dataclass(frozen=True, kw_only=True)
class ApprovalRequested(Event):
    """The people in the role were asked."""

    environment: str
    asked: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Event):
    """A person looked at the evidence and decided.  `assurance` says how we know who it was."""

    environment: str
    person: str
    roles: tuple[str, ...]
    approved: bool
    evidence: str
    comment: str = ""
    assurance: str = "link"


@dataclass(frozen=True, kw_only=True)
class PromoteModel(Order):
    """Register the model in the environment and make it the champion there."""

    environment: str
    model: TrainedModel
    metrics: Mapping[str, float]
    approvals: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, kw_only=True)
class ModelPromoted(Event):
    """The model is the champion of the environment."""

    environment: str
    registered_model: str
    version: str


@dataclass(frozen=True, kw_only=True)
class PublishModel(Order):
    """Hand the model's bytes to the artefact store."""

    model: TrainedModel
    target: str
    version: str


@dataclass(frozen=True, kw_only=True)
class ModelPublished(Event):
    """The model's bytes are in the artefact store; `sha256` is that of their manifest."""

    path: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class StepFailed(Event):
    """A step cannot be carried out, and bringing it again would not help."""

    remark: str
    remedy: str = ""
    owner: Owner = Owner.GBI
    log: str = ""


@dataclass(frozen=True, kw_only=True)
class DeadlinePassed(Event):
    """A step has waited longer than the policy allows."""


class End(StrEnum):
    """How a run can end.  Ends are final."""

    RELEASED = "released"
    REJECTED = "rejected"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How and where a run ended, why, who can do something about it, and what."""

    end: End
    step: str
    reasons: tuple[str, ...]
    owner: Owner
    remedy: str


@dataclass(frozen=True, kw_only=True)
class TellPeople(Order):
    """The run has ended: tell its owners, and show it on the commit."""

    ending: Ending
    owners: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class PeopleTold(Event):
    """The owners were told how the run ended."""
