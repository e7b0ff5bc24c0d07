"""Where a run stands: a pure fold over its history, and nothing that could not be folded again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypedDict

from shared.core.candidate import Candidate
from shared.core.evidence import Span, about_lint
from shared.core.findings import Priority
from shared.core.messages import (
    ApprovalDecided,
    ChecksCompleted,
    CommitSuperseded,
    DeadlinePassed,
    Ending,
    Event,
    JobLost,
    JobStarted,
    LintCompleted,
    Message,
    ModelEvaluated,
    ModelPromoted,
    ModelPublished,
    ModelPushed,
    ModelTrained,
    Order,
    StepFailed,
    TellPeople,
    TestsCompleted,
)
from shared.core.policy import Policy
from shared.core.spec import ModelSpec


@dataclass(frozen=True, kw_only=True)
class Run:
    """One candidate's journey, as far as it has come.

    `known` holds the event that answered each step, by the step's name: the first one stands.  Only
    evidence of pylint that cannot be believed makes room for later one, until a gate has judged it.
    `heard` tells when each became known.
    `ordered` tells when each step was ordered, `jobs` which job works on it, `lost` which jobs
    worked on it before and were lost, `failures` which steps could not be carried out, `decisions`
    what people decided and when, in that order.
    """

    candidate: Candidate
    policy: Policy
    began: datetime | None = None
    updated: datetime | None = None
    known: Mapping[str, Event] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)
    ordered: Mapping[str, datetime] = field(default_factory=dict)
    jobs: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    failures: Mapping[str, StepFailed] = field(default_factory=dict)
    decisions: tuple[tuple[datetime, ApprovalDecided], ...] = ()
    ending: Ending | None = None

    @property
    def pushed(self) -> ModelPushed | None:
        """The push, once it is known."""
        event = self.known.get("push")
        return event if isinstance(event, ModelPushed) else None

    @property
    def tested(self) -> TestsCompleted | None:
        """What the team's CI published, once it is known."""
        event = self.known.get("tests")
        return event if isinstance(event, TestsCompleted) else None

    @property
    def linted(self) -> LintCompleted | None:
        """What the team's pylint said, once it is known."""
        event = self.known.get("lint")
        return event if isinstance(event, LintCompleted) else None

    @property
    def checked(self) -> ChecksCompleted | None:
        """What the checks said, once they did."""
        event = self.known.get("checks")
        return event if isinstance(event, ChecksCompleted) else None

    @property
    def spec(self) -> ModelSpec | None:
        """What the team says about its model, once it has been read."""
        return self.checked.spec if self.checked else None

    @property
    def trained(self) -> ModelTrained | None:
        """The trained model, once there is one."""
        event = self.known.get("training")
        return event if isinstance(event, ModelTrained) else None

    @property
    def evaluated(self) -> ModelEvaluated | None:
        """How the model scored, once it did."""
        event = self.known.get("evaluation")
        return event if isinstance(event, ModelEvaluated) else None

    @property
    def published(self) -> ModelPublished | None:
        """Where the model's bytes are, once they are there."""
        event = self.known.get("publication")
        return event if isinstance(event, ModelPublished) else None

    def span(self, step: str) -> Span:
        """When evidence that answers the step is fresh."""
        heard = self.heard.get
        return Span(pushed=heard("push"), heard=heard(step), age=self.policy.evidence_age)

    def attempt(self, step: str) -> int:
        """Which job the next one for the step is, the first being 1."""
        return len(self.lost.get(step, ())) + 1

    def promoted(self, environment: str) -> ModelPromoted | None:
        """The registered version in an environment, once there is one."""
        event = self.known.get(f"promotion@{environment}")
        return event if isinstance(event, ModelPromoted) else None


class Changes(TypedDict, total=False):
    """What one entry of the history changes about a run."""

    known: Mapping[str, Event]
    heard: Mapping[str, datetime]
    ordered: Mapping[str, datetime]
    jobs: Mapping[str, str]
    lost: Mapping[str, tuple[str, ...]]
    failures: Mapping[str, StepFailed]
    decisions: tuple[tuple[datetime, ApprovalDecided], ...]
    ending: Ending | None


def evolve(run: Run, event: Event, at: datetime, said: Iterable[Message]) -> Run:
    """The run after an event and what was said in answer to it."""
    began, updated = min(run.began or at, at), max(run.updated or at, at)
    changes: Changes = {**learned(run, event, at), **ordered(run, at, said)}
    return replace(run, began=began, updated=updated, **changes)


def learned(run: Run, event: Event, at: datetime) -> Changes:
    """What the event changes."""
    match event:
        case ApprovalDecided() if asked(run, event.environment):
            return {"decisions": (*run.decisions, (at, event))}
        case JobStarted() | JobLost() | ModelTrained() | ModelEvaluated() if replaced(run, event):
            return {}
        case JobStarted():
            return {"jobs": {**run.jobs, event.step: event.job}}
        case JobLost() if event.step not in run.known:
            return parted(run, event)
        case StepFailed() if event.step not in run.known:
            return {"failures": {**run.failures, event.step: event}}
        case ApprovalDecided() | StepFailed() | JobLost() | DeadlinePassed() | CommitSuperseded():
            return {}
        case LintCompleted() if makes_way(run):
            known = {**run.known, event.step: event}
            return {"known": known, "heard": {**run.heard, event.step: at}}
        case _:
            known = {event.step: event, **run.known}
            return {"known": known, "heard": {event.step: at, **run.heard}}


def makes_way(run: Run) -> bool:
    """Whether the evidence of pylint cannot be believed, and no gate has judged it yet.

    CI may run again, and people expect that to help.
    """
    if run.ending or not run.linted or not about_lint(run.linted.report, run.span("lint")):
        return False
    asking = [one.name for one in run.policy.environments if one.blocks >= Priority.ADVISED]
    beyond = {f"{step}@{name}" for name in asking for step in ("approval", "promotion")}
    return beyond.isdisjoint(run.ordered)


def replaced(run: Run, event: JobStarted | JobLost | ModelTrained | ModelEvaluated) -> bool:
    """Whether the job was lost before: it has no say any more, since another has its place."""
    return event.job in run.lost.get(event.step, ())


def parted(run: Run, event: JobLost) -> Changes:
    """The job works on the step no more, and the step stands as if it had not been ordered."""
    gone = (*run.lost.get(event.step, ()), event.job)
    jobs = {step: job for step, job in run.jobs.items() if (step, job) != (event.step, event.job)}
    others = {step: at for step, at in run.ordered.items() if step != event.step}
    return {"lost": {**run.lost, event.step: gone}, "jobs": jobs, "ordered": others}


def asked(run: Run, environment: str) -> bool:
    """Whether anybody wants to hear a decision: one that comes before the question is forgotten."""
    return not run.ending and f"approval@{environment}" in run.ordered


def ordered(run: Run, at: datetime, said: Iterable[Message]) -> Changes:
    """What the answer changes: orders were given, or the run has ended."""
    orders = [message for message in said if isinstance(message, Order)]
    if not orders:
        return {}
    endings = [order.ending for order in orders if isinstance(order, TellPeople)]
    return {
        "ordered": {**run.ordered, **{order.step: at for order in orders}},
        "ending": run.ending or next(iter(endings), None),
    }
