"""What happened to a candidate: past tense, for anyone to hear, never refused.

The `step` of an event names the row of the road (`shared.core.road`) that it answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.core.candidate import Candidate
from shared.core.findings import Finding, Owner
from shared.core.messages.facts import Champion, LintReport, Push, TestReport, TrainedModel
from shared.core.messages.message import Message
from shared.core.spec import ModelSpec


@dataclass(frozen=True, kw_only=True)
class Event(Message):
    """Something that happened to a candidate."""

    candidate: Candidate
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelPushed(Event):
    """A team pushed a model.

    `authors` are all who pushed it or wrote anything in it that the model's last release does not
    hold: none of them may approve it, and where there are none, nobody may.
    """

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

    step: str = "tests"
    report: TestReport


@dataclass(frozen=True, kw_only=True)
class LintCompleted(Event):
    """The team's own pylint ran for this commit (R-049, R-050)."""

    step: str = "lint"
    report: LintReport


@dataclass(frozen=True, kw_only=True)
class FindingsReported(Event):
    """The findings are shown where people work."""


@dataclass(frozen=True, kw_only=True)
class StatusReported(Event):
    """The commit shows how its run stands."""


@dataclass(frozen=True, kw_only=True)
class ChecksCompleted(Event):
    """The repository has been judged.

    `bundle` is the digest of what was read; from here on nothing else is trained, evaluated or
    published.  `report` is the digest of all findings; `findings` holds the gravest of them,
    `counts` how many there are of each priority, and `tally` the same for each check.  `spec` is
    missing where `model.yml` is no good; `trains` says whether there is a `train.py`, which an
    unsupervised model may lack (R-046).
    """

    bundle: str
    report: str
    findings: tuple[Finding, ...]
    counts: Mapping[int, int]
    spec: ModelSpec | None
    trains: bool = True
    tally: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class JobStarted(Event):
    """A job was submitted for the step."""

    job: str


@dataclass(frozen=True, kw_only=True)
class JobLost(Event):
    """The job came to an end for which the team can do nothing; another attempt may do better."""

    job: str
    remark: str
    log: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelTrained(Event):
    """The training job left a model behind."""

    job: str
    model: TrainedModel
    metrics: Mapping[str, float]
    log: str


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
class ApprovalRequested(Event):
    """The people in the role were asked."""

    environment: str
    asked: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Event):
    """A person looked at the evidence and decided.  `assurance` says how we know who it was.

    `person` is the address they spoke under, `subject` what stays the same whatever they are called
    (the object id in Entra); it is empty in what was decided before there was one.
    """

    environment: str
    person: str
    roles: tuple[str, ...]
    approved: bool
    evidence: str
    comment: str = ""
    assurance: str = "link"
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelPromoted(Event):
    """The model is the champion of the environment."""

    environment: str
    registered_model: str
    version: str


@dataclass(frozen=True, kw_only=True)
class ModelPublished(Event):
    """The model's bytes are in the artefact store; `sha256` is that of their manifest."""

    path: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ScoringScheduled(Event):
    """A saved job scores with the champion of the environment (R-075)."""

    environment: str
    job: str


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


@dataclass(frozen=True, kw_only=True)
class PeopleTold(Event):
    """The owners were told how the run ended."""
