"""What became of a push: as a value for machines, and in words."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local import printing
from shared.core.run import Run


@dataclass(frozen=True, kw_only=True)
class Told:
    """One push, and what became of it."""

    what: str
    repository: str
    commit: str
    run: str
    end: str
    step: str
    reasons: tuple[str, ...]
    seconds: float
    version: str = ""
    artefact: str = ""
    sha256: str = ""


def outcome(what: str, run: Run, seconds: float) -> Told:
    """The end of a run as a value."""
    assert run.ending is not None
    last = run.promoted(run.policy.names[-1])
    return Told(
        what=what,
        repository=run.candidate.repository,
        commit=run.candidate.commit,
        run=run.candidate.run_id,
        end=run.ending.end,
        step=run.ending.step,
        reasons=run.ending.reasons,
        seconds=round(seconds, 2),
        version=last.version if last else "",
        artefact=run.published.path if run.published else "",
        sha256=run.published.sha256 if run.published else "",
    )


def lines_of(run: Run) -> Iterator[str]:
    """How the run ended, why, and what to do."""
    assert run.ending is not None
    yield f"  {printing.coloured(run.ending.end)} at {run.ending.step}"
    for reason in run.ending.reasons:
        yield f"    {printing.plain(reason)}"
    yield f"    next, by {run.ending.owner}: {printing.plain(run.ending.remedy)}"


def release(told: Told, home: Path) -> Iterator[str]:
    """What was released, and where it lies."""
    yield f"\n[green]released[/] {told.repository} version {told.version}"
    yield f"  {os.path.relpath(home / 'artefacts' / told.artefact)}"
    yield f"  sha256 {told.sha256}"
