"""What was found, in Markdown: which findings block now, which will, and how to mend each."""

from collections.abc import Iterator, Sequence

from shared.core.findings import Finding
from shared.core.verdict import Verdict
from shared.exhibits.markdown import plain

ROWS_SHOWN = 50
LONGEST_CELL = 300
LONGEST = 60_000


def summary(verdict: Verdict, left_out: int = 0) -> Iterator[str]:
    """The findings, those that block first, as far as they fit; `left_out` are not among them."""
    groups = tuple(groups_of(verdict))
    total = left_out + sum(len(findings) for _, findings in groups)
    if not total:
        yield "The checks found nothing to mend."
        return
    yield f"The checks found {total} to mend: {weights(verdict)}."
    yield ""
    yield "| blocks | priority | where | what | how to mend it | check | owner | standard |"
    yield "|---|---|---|---|---|---|---|---|"
    shown = fitting([row(label, one) for label, findings in groups for one in findings])
    yield from shown
    yield from more(total - len(shown))


def groups_of(verdict: Verdict) -> Iterator[tuple[str, Sequence[Finding]]]:
    """The findings by what they block, the nearest first."""
    yield f"{verdict.environment} now", verdict.now
    yield from verdict.later.items()
    yield "not yet", verdict.shadow
    yield "nothing", verdict.advice


def weights(verdict: Verdict) -> str:
    """How many findings block what, in words."""
    told = [f"{len(verdict.now)} {blocks(len(verdict.now))} {verdict.environment} now"]
    told += [f"{len(found)} will block {name}" for name, found in verdict.later.items()]
    if verdict.shadow:
        told.append(f"{len(verdict.shadow)} would block, were their checks not in shadow yet")
    if verdict.advice:
        told.append(f"{len(verdict.advice)} {'is' if len(verdict.advice) == 1 else 'are'} advice")
    return ", ".join(told)


def blocks(count: int) -> str:
    """The verb for so many findings."""
    return "blocks" if count == 1 else "block"


def fitting(rows: Sequence[str]) -> list[str]:
    """The first rows, no more than anybody reads, and no longer than a comment may be."""
    shown: list[str] = []
    for one in rows[:ROWS_SHOWN]:
        shown.append(one)
        if sum(map(len, shown)) > LONGEST:
            return shown[:-1]
    return shown


def row(label: str, finding: Finding) -> str:
    """One finding."""
    where = finding.path if finding.line is None else f"{finding.path}, line {finding.line}"
    texts = (where, finding.remark, finding.remedy, finding.check, finding.owner, finding.standard)
    return f"| {label} | {int(finding.priority)} | {' | '.join(map(cell, texts))} |"


def cell(text: str) -> str:
    """A text short enough to stand beside others."""
    return plain(text, LONGEST_CELL)


def more(left: int) -> Iterator[str]:
    """How many are not shown, where some are not."""
    if left > 0:
        yield ""
        yield f"and {left} more"
