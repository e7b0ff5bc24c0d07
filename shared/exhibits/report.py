"""What the checks found: the whole report where it can be read, the gravest few otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared import codec, contents
from shared.core.errors import RefusedError
from shared.core.findings import Finding
from shared.core.run import Run
from shared.ports import Blobs


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the checks found: `counts` by priority, all or the gravest spelled out in `rows`.

    `remark` tells why rows are missing, where they are.
    """

    bundle: str
    counts: Mapping[int, int]
    rows: tuple[Finding, ...]
    remark: str = ""


def read(blobs: Blobs, run: Run) -> Findings | None:
    """Everything the checks found; the gravest few where the report cannot be read."""
    few = spelled_out(run)
    if run.checked is None or few is None:
        return None
    try:
        rows = codec.parse(tuple[Finding, ...], contents.fetch(blobs, run.checked.report))
    except RefusedError as error:
        return replace(few, remark=f"{few.remark}; the whole report cannot be read: {error}")
    return replace(few, rows=tuple(sorted(rows, key=gravity)), remark="")


def gravity(finding: Finding) -> tuple[int, str, int]:
    """What findings are sorted by: the gravest first, then by place."""
    return finding.priority, finding.path, finding.line or 0


def spelled_out(run: Run) -> Findings | None:
    """The findings as far as the run itself holds them: the gravest few."""
    if run.checked is None:
        return None
    total, rows = sum(run.checked.counts.values()), run.checked.findings
    remark = f"the gravest {len(rows)} of {total} are shown" if len(rows) < total else ""
    return Findings(bundle=run.checked.bundle, counts=run.checked.counts, rows=rows, remark=remark)
