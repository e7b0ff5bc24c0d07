"""Everything there is to know about a run, for a page and for its JSON twin alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared import trail
from shared.core.candidate import Candidate
from shared.core.decisions import due, stage
from shared.core.findings import Finding
from shared.core.messages import (
    Ending,
    ModelPromoted,
    ModelPublished,
    Push,
    StepFailed,
    TestReport,
    TrainedModel,
)
from shared.core.policy import Policy
from shared.core.run import Run
from shared.core.showing import Assessment, Consultation, Paper, assessments, consultations, papers
from shared.core.spec import ModelSpec
from shared.core.story import Hold, Stretch, holds, journey
from shared.history import Record
from shared.trail import Entry


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the checks found: `counts` by priority, all or the gravest spelled out in `rows`.

    `remark` tells why rows are missing, where they are.
    """

    bundle: str
    counts: Mapping[int, int]
    rows: tuple[Finding, ...]
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A run laid open.  `head` is the hash that seals its history, `due` when patience ends."""

    run_id: str
    candidate: Candidate
    stage: str
    team: str
    authors: tuple[str, ...]
    push: Push | None
    began: datetime | None
    updated: datetime | None
    ended: datetime | None
    due: datetime | None
    ending: Ending | None
    waits: tuple[Hold, ...]
    road: tuple[Stretch, ...]
    tests: TestReport | None
    findings: Findings | None
    model: TrainedModel | None
    metrics: Mapping[str, float]
    assessments: tuple[Assessment, ...]
    approvals: tuple[Consultation, ...]
    promotions: tuple[ModelPromoted, ...]
    publication: ModelPublished | None
    failures: tuple[StepFailed, ...]
    papers: tuple[Paper, ...]
    spec: ModelSpec | None
    policy: Policy
    trail: tuple[Entry, ...]
    head: str


def dossier(record: Record, findings: Findings | None) -> Dossier:
    """The dossier of a run; the findings come from outside, for they may be long."""
    run, entries = record.run, trail.entries(record)
    told = tuple(map(trail.heard, entries))
    travelled = journey(Run(candidate=run.candidate, policy=run.policy), told)
    environments = (environment.name for environment in run.policy.environments)
    return Dossier(
        run_id=run.candidate.run_id,
        candidate=run.candidate,
        stage=stage(run),
        team=run.pushed.team if run.pushed else "",
        authors=run.pushed.authors if run.pushed else (),
        push=run.pushed.push if run.pushed else None,
        began=run.began,
        updated=run.updated,
        ended=travelled.ended,
        due=due(run),
        ending=run.ending,
        waits=holds(run),
        road=travelled.stretches,
        tests=run.tested.report if run.tested else None,
        findings=findings,
        model=run.evaluated.model if run.evaluated else None,
        metrics=run.evaluated.metrics if run.evaluated else {},
        assessments=assessments(run),
        approvals=consultations(run),
        promotions=tuple(filter(None, map(run.promoted, environments))),
        publication=run.published,
        failures=tuple(run.failures.values()),
        papers=papers(event for event, _, _ in told),
        spec=run.spec,
        policy=run.policy,
        trail=entries,
        head=record.head,
    )


def spelled_out(run: Run) -> Findings | None:
    """The findings as far as the run itself holds them: the gravest few."""
    if run.checked is None:
        return None
    total, rows = sum(run.checked.counts.values()), run.checked.findings
    remark = f"the gravest {len(rows)} of {total} are shown" if len(rows) < total else ""
    return Findings(bundle=run.checked.bundle, counts=run.checked.counts, rows=rows, remark=remark)
