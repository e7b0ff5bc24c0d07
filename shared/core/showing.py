"""The evidence of a run as people must see it: figures beside rules, decisions with their weight."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.core.approvals import evidence_of, weighed
from shared.core.gates import Comparison
from shared.core.judgement import comparisons_for
from shared.core.messages import (
    ApprovalDecided,
    ApprovalRequested,
    Champion,
    ChecksCompleted,
    Event,
    LintCompleted,
    ModelEvaluated,
    ModelTrained,
    StepFailed,
    TestsCompleted,
)
from shared.core.policy import Environment
from shared.core.run import Run
from shared.core.standings import Standing, standings


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The figures of a candidate beside the rules of one environment."""

    environment: str
    champion: Champion | None
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A decision as it was heard; `flaw` says why it does not count, empty where it does."""

    at: datetime
    decision: ApprovalDecided
    flaw: str


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """What people were asked for one environment, and what they said.

    `open` tells whether a decision taken now could still move the run.
    """

    environment: str
    role: str
    quorum: int
    evidence: str
    asked: tuple[str, ...]
    requested: datetime | None
    expires: datetime | None
    open: bool
    voices: tuple[Voice, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Something large that a step left behind, kept under its digest."""

    step: str
    title: str
    digest: str


def assessments(run: Run) -> tuple[Assessment, ...]:
    """What the gates look at, for every environment; nothing before the evaluation."""
    if run.evaluated is None:
        return ()
    return tuple(
        Assessment(
            environment=environment.name,
            champion=run.evaluated.champions.get(environment.name),
            comparisons=comparisons_for(run, environment),
        )
        for environment in run.policy.environments
    )


def consultations(run: Run) -> tuple[Consultation, ...]:
    """The approvals of every environment that wants some."""
    wanting = (environment for environment in run.policy.environments if environment.quorum)
    return tuple(consultation(run, environment) for environment in wanting)


def consultation(run: Run, environment: Environment) -> Consultation:
    """The approvals of one environment."""
    step = f"approval@{environment.name}"
    requested, request = run.ordered.get(step), run.known.get(step)
    return Consultation(
        environment=environment.name,
        role=environment.role,
        quorum=environment.quorum,
        evidence=evidence_of(run, environment.name) if requested else "",
        asked=request.asked if isinstance(request, ApprovalRequested) else (),
        requested=requested,
        expires=requested + run.policy.patience(step) if requested else None,
        open=not run.ending and standings(run)[step] is Standing.WAITING,
        voices=tuple(
            Voice(at=at, decision=decision, flaw=against)
            for at, decision, against in weighed(run, environment.name)
        ),
    )


def papers(events: Iterable[Event]) -> tuple[Paper, ...]:
    """All that the events mention, each once, in the order it was said."""
    found = (paper for event in events for paper in papers_of(event) if paper.digest)
    return tuple(dict.fromkeys(found))


def papers_of(event: Event) -> tuple[Paper, ...]:
    """What one event mentions."""
    match event:
        case TestsCompleted():
            kept = [("test results (JUnit XML)", event.report.report)]
        case LintCompleted():
            kept = [("pylint's results (JSON)", event.report.report)]
        case ChecksCompleted():
            kept = [("all findings (JSON)", event.report)]
        case ModelTrained() | StepFailed():
            kept = [("log", event.log)]
        case ModelEvaluated():
            kept = [("log", event.log), ("predictions (CSV)", event.predictions)]
        case _:
            kept = []
    return tuple(Paper(step=event.step, title=title, digest=digest) for title, digest in kept)
