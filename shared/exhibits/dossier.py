"""Everything there is to know about a run, for a page and for its JSON twin alike."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from shared.core.candidate import Candidate
from shared.core.doubts import doubts
from shared.core.findings import Finding
from shared.core.messages import (
    Ending,
    LintReport,
    ModelEvaluated,
    ModelPromoted,
    ModelPublished,
    ModelPushed,
    StepFailed,
    TestReport,
)
from shared.core.policy import Policy
from shared.core.run import Run
from shared.core.showing import Assessment, Consultation, Paper, assessments, consultations, papers
from shared.core.spec import ModelSpec
from shared.core.story import Hold, Stretch, holds, journey
from shared.core.verdict import ahead
from shared.core.waiting import due, stage, waits
from shared.exhibits import trail
from shared.exhibits.report import Findings
from shared.exhibits.trail import Entry
from shared.history import Record


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A run laid open.

    `head` is the hash that seals its history, `due` when patience ends, `ahead` the environment
    that is next.  `doubts` are the findings about the evidence of the team's CI.
    """

    run_id: str
    candidate: Candidate
    stage: str
    pushed: ModelPushed | None
    began: datetime | None
    updated: datetime | None
    ended: datetime | None
    due: datetime | None
    ending: Ending | None
    waits: tuple[Hold, ...]
    road: tuple[Stretch, ...]
    tests: TestReport | None
    lint: LintReport | None
    doubts: tuple[Finding, ...]
    findings: Findings | None
    evaluated: ModelEvaluated | None
    assessments: tuple[Assessment, ...]
    approvals: tuple[Consultation, ...]
    promotions: tuple[ModelPromoted, ...]
    publication: ModelPublished | None
    failures: tuple[StepFailed, ...]
    papers: tuple[Paper, ...]
    spec: ModelSpec | None
    policy: Policy
    ahead: str
    trail: tuple[Entry, ...]
    head: str


def dossier(record: Record, findings: Findings | None) -> Dossier:
    """The dossier of a run; the findings come from outside, for they may be long."""
    run, entries = record.run, trail.entries(record)
    told = tuple(map(trail.heard, entries))
    travelled = journey(Run(candidate=run.candidate, policy=run.policy), told)
    return Dossier(
        run_id=run.candidate.run_id,
        candidate=run.candidate,
        stage=stage(run, waits(run)),
        pushed=run.pushed,
        began=run.began,
        updated=run.updated,
        ended=travelled.ended,
        due=due(waits(run)),
        ending=run.ending,
        waits=holds(run),
        road=travelled.stretches,
        **evidence(run),
        findings=findings,
        evaluated=run.evaluated,
        assessments=assessments(run),
        approvals=consultations(run),
        promotions=tuple(filter(None, map(run.promoted, run.policy.names))),
        publication=run.published,
        failures=tuple(run.failures.values()),
        papers=papers(event for event, _, _ in told),
        spec=run.spec,
        policy=run.policy,
        ahead=ahead(run),
        trail=entries,
        head=record.head,
    )


class Evidence(TypedDict):
    """What the team's CI has published, and what is wrong with it."""

    tests: TestReport | None
    lint: LintReport | None
    doubts: tuple[Finding, ...]


def evidence(run: Run) -> Evidence:
    """The evidence as far as it is known."""
    return {
        "tests": run.tested.report if run.tested else None,
        "lint": run.linted.report if run.linted else None,
        "doubts": doubts(run),
    }
