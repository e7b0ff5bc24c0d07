"""Why a run waits: for what, for whom, since when and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.core.findings import Owner
from shared.core.road import road
from shared.core.run import Run
from shared.core.standings import Standing, standings
from shared.core.step import Step

LAST = 1_000


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Why a run waits: for which step and whom, since when and until when, and what unlocks it."""

    step: str
    owner: Owner
    unlocks: str
    since: datetime | None
    due: datetime | None


def waits(run: Run) -> tuple[Wait, ...]:
    """Everything the run waits for; nothing once it has ended."""
    if run.ending:
        return ()
    stands = standings(run)
    vital = (step for step in road(run.policy) if step.vital)
    return tuple(wait_for(run, step) for step in vital if stands[step.name] is Standing.WAITING)


def wait_for(run: Run, step: Step) -> Wait:
    """The wait for one step."""
    since = run.ordered.get(step.name, run.began)
    due = since + run.policy.patience(step.name) if since else None
    return Wait(step=step.name, owner=step.owner, unlocks=step.unlocks, since=since, due=due)


def due(waiting: Iterable[Wait]) -> datetime | None:
    """When patience with any of them ends first."""
    return min((wait.due for wait in waiting if wait.due), default=None)


def stage(run: Run, waiting: Iterable[Wait]) -> str:
    """Where the run stands, in a word: its end, or of the steps it waits for that needed first."""
    if run.ending:
        return run.ending.end
    steps = reversed(list(enumerate(road(run.policy))))
    needed = {need: number for number, step in steps for need in step.needs}
    return min(
        (wait.step for wait in waiting),
        key=lambda step: needed.get(step, LAST),
        default="beginning",
    )
