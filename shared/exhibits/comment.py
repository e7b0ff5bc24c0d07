"""A run as a comment in a review: how it stands, the road so far, and what to mend."""

from collections.abc import Iterator, Sequence

from shared.core.findings import Finding
from shared.core.standings import Standing
from shared.core.story import Leg, Stretch
from shared.exhibits.dossier import Dossier
from shared.exhibits.markdown import plain

ROWS_SHOWN = 50
REASONS_SHOWN = 10
LONGEST_CELL = 300
LONGEST = 60_000
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
    """What the checks found, the gravest first, as far as it fits."""
    found = dossier.findings
    if found is None:
        yield "The checks have not spoken yet."
        return
    total = sum(found.counts.values())
    if not total:
        yield "The checks found nothing to mend."
        return
    shown = fitting(found.rows)
    yield f"The checks found {total} to mend:"
    yield ""
    yield "| priority | where | what | how to mend it | owner |"
    yield "|---|---|---|---|---|"
    yield from shown
    yield from more(total - len(shown))


def fitting(rows: Sequence[Finding]) -> list[str]:
    """The first rows, no more than anybody reads, and no longer than a comment may be."""
    shown: list[str] = []
    for finding in rows[:ROWS_SHOWN]:
        shown.append(row(finding))
        if sum(map(len, shown)) > LONGEST:
            return shown[:-1]
    return shown


def row(finding: Finding) -> str:
    """One finding."""
    where = finding.path if finding.line is None else f"{finding.path}, line {finding.line}"
    texts = (cell(where), cell(finding.remark), cell(finding.remedy), str(finding.owner))
    return f"| {int(finding.priority)} | {' | '.join(texts)} |"


def cell(text: str) -> str:
    """A text short enough to stand beside others."""
    return plain(text, LONGEST_CELL)


def more(left: int) -> Iterator[str]:
    """How many are not shown, where some are not."""
    if left > 0:
        yield ""
        yield f"and {left} more, on the run's page"
