"""The only room that looks at the clock on its own account: what is late, silent or done with."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import azure.functions as func

from shared import history
from shared.core.errors import RefusedError
from shared.core.messages import CollectJob, DeadlinePassed, End, Message
from shared.core.waiting import waits
from shared.envelope import Envelope
from shared.history import Record
from shared.ports import Bus, Clock, Listed
from shared.runs import Runs
from shared.wiring import world

blueprint = func.Blueprint()

# Longer than a bus remembers ids, and shorter than the patience with any step that is ordered.
SILENCE = timedelta(minutes=10)
ENDS = frozenset(End)


@blueprint.timer_trigger("timer", "%DEADLINES%")
def on_the_minute(timer: func.TimerRequest) -> None:
    """Look after the runs that are alive."""
    here = world()
    look_after(here.runs, here.bus, here.clock)


def look_after(runs: Runs, bus: Bus, clock: Clock) -> None:
    """One listing: say what is late, ask jobs, wake the silent, lay the ended to rest."""
    now = clock()
    for row in list(runs.alive()):
        # A run that was altered must not stop the clock for all others; `gatehouse verify` names it.
        with suppress(RefusedError, LookupError, ValueError):
            look_at(row, runs, bus, now)


def look_at(row: Listed, runs: Runs, bus: Bus, now: datetime) -> None:
    """One run, which is read only where there is something to be said."""
    if row.metadata["stage"] in ENDS:
        lay_to_rest(row, runs, bus, now)
    elif row.metadata["jobs"] or silent(row, now) or late(row, now):
        record = runs.find(row.metadata["run"])
        if record:
            bus.publish(list(reminders(record, now)))


def lay_to_rest(row: Listed, runs: Runs, bus: Bus, now: datetime) -> None:
    """Move an ended run away once its people were told, or cannot be; else say it again."""
    record = runs.find(row.metadata["run"])
    if record and "people" in {*record.run.known, *record.run.failures}:
        runs.archive(row.metadata["run"])
    elif record and silent(row, now):
        bus.publish(history.unanswered(record))


def reminders(record: Record, now: datetime) -> Iterator[Envelope[Message]]:
    """What must be said to a run that is alive."""
    run, run_id = record.run, record.run.candidate.run_id
    for wait in waits(run):
        if wait.due and wait.due <= now:
            passed = DeadlinePassed(candidate=run.candidate, step=wait.step)
            name = f"deadline-{run_id}-{wait.step}-{wait.due:%Y%m%d%H%M%S}"
            yield Envelope(id=name, body=passed, time=now)
    for step, job in run.jobs.items():
        if step not in run.known:
            asked = CollectJob(candidate=run.candidate, step=step, job=job)
            yield Envelope(id=f"ask-{run_id}-{step}-{now:%Y%m%d%H%M%S}", body=asked, time=now)
    if run.updated and now - run.updated > SILENCE:
        yield from history.unanswered(record)


def silent(row: Listed, now: datetime) -> bool:
    """Whether nothing has happened for so long that something may have been lost."""
    return now - datetime.fromisoformat(row.metadata["updated"]) > SILENCE


def late(row: Listed, now: datetime) -> bool:
    """Whether the run's patience has ended."""
    due = row.metadata["due"]
    return bool(due) and datetime.fromisoformat(due) <= now
