"""The only room that looks at the clock on its own account: late, silent, worn out or done with."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import azure.functions as func

from shared import history, reports
from shared.codec import read
from shared.core.errors import RefusedError
from shared.core.messages import (
    CollectJob,
    DeadlinePassed,
    DiscoverModels,
    End,
    LintReport,
    Message,
    Order,
    StepFailed,
    TestReport,
    TestsCompleted,
)
from shared.core.waiting import waits
from shared.envelope import Envelope, reply
from shared.history import Record
from shared.mirror import Row, row_of
from shared.ports import Aside, Asides, Blobs, Bus, Clock
from shared.runs import Runs, place_of
from shared.wiring import world

blueprint = func.Blueprint()

# Longer than a bus remembers ids, and shorter than the patience with any step that is ordered.
SILENCE = timedelta(minutes=10)
ENDS = frozenset(End)
EVIDENCE = {"tests": TestReport, "lint": LintReport}


@blueprint.timer_trigger("timer", "%DEADLINES%")
def on_the_minute(timer: func.TimerRequest) -> None:
    """Look after the runs that are alive."""
    here = world()
    look_after(here.runs, here.bus, here.clock)
    tell_of_worn_out(here.asides, here.runs, here.bus, here.clock)


def look_after(runs: Runs, bus: Bus, clock: Clock) -> None:
    """One listing: say what is late, ask jobs, wake the silent, lay the ended to rest."""
    now = clock()
    for row in [row_of(listed) for listed in runs.alive()]:
        # A run that was altered must not stop the clock for all others; `gatehouse verify` names it.
        with suppress(RefusedError, LookupError, ValueError):
            look_at(row, runs, bus, now)


def tell_of_worn_out(asides: Asides, runs: Runs, bus: Bus, clock: Clock) -> None:
    """Tell runs that are alive which of their orders the broker gave up; the orders stay aside."""
    # Who handled a message and set it aside has told the run.
    worn_out = [aside for aside in asides.aside() if aside.queue]
    alive = {row_of(listed).run_id for listed in runs.alive()} if worn_out else set()
    for aside in worn_out:
        # Not every message is an order.
        with suppress(RefusedError):
            speak_for(aside, alive, runs, bus, clock())


def speak_for(aside: Aside, alive: Collection[str], runs: Runs, bus: Bus, now: datetime) -> None:
    """Say that an order was in vain, until its run has heard this or another answer to it."""
    order = read(aside.data, Order)
    candidate, step = order.body.candidate, order.body.step
    if candidate.run_id not in alive:
        return
    failed = StepFailed(candidate=candidate, step=step, remark=aside.reason)
    [answer] = reply(order, [failed], now)
    record = runs.read(place_of(candidate.run_id))
    if record and answer.id not in record.answers:
        bus.publish([answer])


def look_at(row: Row, runs: Runs, bus: Bus, now: datetime) -> None:
    """One run, which is read only where there is something to be said."""
    if row.stage in ENDS:
        lay_to_rest(row, runs, bus, now)
    elif row.jobs or silent(row, now) or late(row, now) or reported(row, runs.blobs):
        record = runs.find(row.run_id)
        if record:
            bus.publish([*reminders(record, now), *overheard(record, runs.blobs, now)])


def lay_to_rest(row: Row, runs: Runs, bus: Bus, now: datetime) -> None:
    """Move an ended run away once its people were told, or cannot be; else say it again."""
    record = runs.find(row.run_id)
    if record and "people" in {*record.run.known, *record.run.failures}:
        runs.archive(row.run_id)
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


def overheard(record: Record, blobs: Blobs, now: datetime) -> Iterator[Envelope[Message]]:
    """Evidence that came while nobody knew the run yet; pylint's is held against the commit anew."""
    run = record.run
    place = (blobs, run.candidate.repository, run.candidate.commit)
    oldest = (run.began or now) - run.policy.evidence_age
    tests = None if run.tested else reports.noted(*place, TestReport, oldest)
    if tests:
        told = TestsCompleted(candidate=run.candidate, report=tests)
        yield Envelope(id=f"noted-{run.candidate.run_id}", body=told, time=now)
    lint = None if run.linted else reports.noted(*place, LintReport, oldest)
    if lint:
        news = DiscoverModels(
            repository=run.candidate.repository, commit=run.candidate.commit, news=lint
        )
        yield Envelope(id=f"noted-lint-{run.candidate.run_id}", body=news, time=now)


def reported(row: Row, blobs: Blobs) -> bool:
    """Whether the run waits for evidence that is there already."""
    kinds = (kind for step, kind in EVIDENCE.items() if f"{step}:" in row.waiting)
    places = (reports.place_of(row.repository, row.commit, kind) for kind in kinds)
    return any(blobs.get(place) is not None for place in places)


def silent(row: Row, now: datetime) -> bool:
    """Whether nothing has happened for so long that something may have been lost."""
    return row.updated is None or now - row.updated > SILENCE


def late(row: Row, now: datetime) -> bool:
    """Whether the run's patience has ended."""
    return row.due is not None and row.due <= now
