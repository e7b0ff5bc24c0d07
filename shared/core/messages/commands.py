"""What is to be done: imperative, for one function to carry out, answered by events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.core.candidate import Candidate
from shared.core.messages.facts import (
    CiRun,
    CommitState,
    Ending,
    LintReport,
    Push,
    TestReport,
    TrainedModel,
)
from shared.core.messages.message import Message
from shared.core.spec import ModelSpec


@dataclass(frozen=True, kw_only=True)
class Command(Message):
    """Something to be done."""


@dataclass(frozen=True, kw_only=True)
class Order(Command):
    """A command that is one step of one run, so that its failure can be told to the run."""

    candidate: Candidate
    step: str


@dataclass(frozen=True, kw_only=True)
class DiscoverModels(Command):
    """Find out which models, hence which runs, the news of a commit is about."""

    repository: str
    commit: str
    news: Push | TestReport | LintReport | CiRun


@dataclass(frozen=True, kw_only=True)
class ReportStatus(Order):
    """Show on the commit itself how its run stands."""

    state: CommitState
    description: str


@dataclass(frozen=True, kw_only=True)
class RunChecks(Order):
    """Read the repository at the commit and judge it."""


@dataclass(frozen=True, kw_only=True)
class ReportFindings(Order):
    """Show on the pull request and beside the lines what was found, and how the run stands.

    `ref` is the branch that was pushed, in full.
    """

    ref: str


@dataclass(frozen=True, kw_only=True)
class StartTraining(Order):
    """Submit the training job; `attempt` counts the jobs, each after one that was lost."""

    bundle: str
    spec: ModelSpec
    attempt: int = 1


@dataclass(frozen=True, kw_only=True)
class CollectJob(Order):
    """Ask a job how it stands; somebody says that it may have ended."""

    job: str


@dataclass(frozen=True, kw_only=True)
class CancelJob(Order):
    """Stop a job whose run has ended, so that nothing runs on unseen (R-150)."""

    job: str


@dataclass(frozen=True, kw_only=True)
class StartEvaluation(Order):
    """Submit the evaluation job, for the trained model or, where none is trained, for the rules."""

    bundle: str
    spec: ModelSpec
    model: TrainedModel | None
    environments: tuple[str, ...]
    attempt: int = 1


@dataclass(frozen=True, kw_only=True)
class RequestApproval(Order):
    """Ask the people in the role to look at the evidence and decide, but for those `barred`."""

    environment: str
    role: str
    quorum: int
    evidence: str
    expires: datetime
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PromoteModel(Order):
    """Register the model in the environment and make it the champion there.

    `champion` is the version it was compared with, empty where there was none; the `team` may be
    part of the registered model's name.
    """

    environment: str
    model: TrainedModel
    metrics: Mapping[str, float]
    approvals: tuple[str, ...]
    evidence: str
    champion: str = ""
    team: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishModel(Order):
    """Hand the model's bytes to the artefact store; `approvals` are those of the last stop."""

    model: TrainedModel
    target: str
    version: str
    bundle: str = ""
    approvals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScheduleScoring(Order):
    """Have a saved job score with the champion of the environment, whichever version that is."""

    environment: str
    registered_model: str
    bundle: str
    spec: ModelSpec


@dataclass(frozen=True, kw_only=True)
class TellPeople(Order):
    """The run has ended: tell its owners, and show it on the commit."""

    ending: Ending
    owners: tuple[str, ...] = ()
