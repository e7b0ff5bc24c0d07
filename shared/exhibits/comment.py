"""A run as a comment in a review: how it stands, the road so far, and what to mend."""

from collections.abc import Iterator, Sequence

from shared.core.findings import Finding
from shared.core.judgement import spelled
from shared.core.standings import Standing
from shared.core.story import Leg, Stretch
from shared.core.verdict import verdict
from shared.exhibits.dossier import Dossier
from shared.exhibits.markdown import plain
from shared.exhibits.summary import cell, more, summary

REASONS_SHOWN = 10
MARKS = {
    Standing.LATER: "·",
    Standing.READY: "…",
    Standing.WAITING: "…",
    Standing.SKIPPED: "–",
    Standing.DONE: "✓",
    Standing.STOPPED: "✕",
}


def comment(dossier: Dossier, address: str) -> str:
    """The run in Markdown; `address` is where our pages begin."""
    page = f"{address}/api/runs/{dossier.run_id}"
    parts = (
        *headline(dossier),
        "",
        *(way(stretch) for stretch in dossier.road),
        "",
        *findings(dossier),
        *doubts(dossier.doubts),
        "",
        f"[Everything about this run]({page})",
    )
    return "\n".join(parts)


def headline(dossier: Dossier) -> Iterator[str]:
    """How the run stands: its end and what to do, or what it waits for."""
    candidate, ending = dossier.candidate, dossier.ending
    name = plain("/".join(filter(None, (candidate.model, candidate.brand))))
    yield f"### Gatehouse: {name} is {ending.end if ending else 'on its way'}"
    yield ""
    yield f"Commit {plain(candidate.commit[:12])}."
    if ending:
        yield f"It ended at {plain(ending.step)}:"
        yield ""
        yield from (f"- {cell(reason)}" for reason in ending.reasons[:REASONS_SHOWN])
        yield from more(len(ending.reasons) - REASONS_SHOWN)
        yield ""
        yield f"Next, by {ending.owner}: {cell(ending.remedy)}"
    yield ""
    for hold in dossier.waits:
        yield f"- {plain(hold.wait.step)} waits for {hold.wait.owner}: {cell(hold.wait.unlocks)}"


def way(stretch: Stretch) -> str:
    """One stretch of the road on one line."""
    steps = " → ".join(step(leg) for leg in stretch.legs if leg.vital)
    return f"- {MARKS[stretch.standing]} **{plain(stretch.name)}**: {steps}"


def step(leg: Leg) -> str:
    """One step and how it stands."""
    return f"{plain(leg.name)} {MARKS[leg.standing]}"


def findings(dossier: Dossier) -> Iterator[str]:
    """What the checks found, told apart by what it keeps the model out of."""
    found = dossier.findings
    if found is None:
        yield "The checks have not spoken yet."
        return
    left_out = sum(found.counts.values()) - len(found.rows)
    yield from summary(verdict(found.rows, dossier.policy, dossier.ahead, dossier.began), left_out)


def doubts(found: Sequence[Finding]) -> Iterator[str]:
    """What is wrong with the evidence of the team's CI, where something is."""
    if found:
        yield ""
        yield "The evidence of the team's CI cannot be believed, or is not enough:"
        yield ""
        yield from (f"- {cell(spelled(one))}" for one in found)
