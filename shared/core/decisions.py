"""What follows from an event: orders for all that has become ready, or the end of the run."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from shared.core import orders
from shared.core.findings import Owner
from shared.core.messages import (
    CancelJob,
    CommitSuperseded,
    DeadlinePassed,
    End,
    Ending,
    Event,
    JobLost,
    JobStarted,
    ModelPushed,
    Order,
    ReportFindings,
    StepFailed,
    TellPeople,
)
from shared.core.road import beyond_recall, road
from shared.core.run import Run, evolve
from shared.core.standings import PASSED, Standing, objections, standings
from shared.core.waiting import waits

MOST_JOBS = 3


def begins(event: Event) -> bool:
    """Whether a run may begin with the event: nothing but a push makes one."""
    return isinstance(event, ModelPushed)


def decide(run: Run, event: Event, at: datetime) -> tuple[Order, ...]:
    """What is to be said in answer to an event at a time.

    Once the run has ended that is nothing, but for stopping a job that was started too late.
    """
    after = evolve(run, event, at, ())
    if run.ending:
        return tuple(cancellations(after)) if isinstance(event, JobStarted) else ()
    stands = standings(after)
    ending = broken_off(after, event, at) or turned_away(after, stands) or arrived(after, stands)
    if ending:
        return (farewell(after, ending), *conclusion(after), *cancellations(after))
    ready = (step for step in road(run.policy) if stands[step.name] is Standing.READY)
    return tuple(step.order(after, at) for step in ready if step.order)


def farewell(run: Run, ending: Ending) -> TellPeople:
    """The order that tells the owners or, where they are not known, the authors."""
    owners = run.spec.owners if run.spec else ()
    told = owners or (run.pushed.authors or pushers(run.pushed) if run.pushed else ())
    return TellPeople(candidate=run.candidate, step="people", ending=ending, owners=told)


def conclusion(run: Run) -> Iterator[ReportFindings]:
    """The order to show how the run ended where its findings are shown."""
    if run.checked:
        yield orders.conclude(run)


def pushers(pushed: ModelPushed) -> tuple[str, ...]:
    """Who pushed, where that is an address."""
    return tuple(name for name in (pushed.push.pusher,) if "@" in name)


def cancellations(run: Run) -> Iterator[CancelJob]:
    """An order to stop each job that has brought nothing; a step may fail while its job runs on."""
    for step, job in run.jobs.items():
        if step not in run.known:
            yield CancelJob(candidate=run.candidate, step="cancellation", job=job)


def broken_off(run: Run, event: Event, at: datetime) -> Ending | None:
    """The end that the event itself brings."""
    step = next((step for step in road(run.policy) if step.name == event.step), None)
    match event:
        case StepFailed() if step and step.vital and step.name not in run.known:
            return Ending(
                end=End.FAILED,
                step=step.name,
                reasons=(event.remark,),
                owner=event.owner,
                remedy=event.remedy or step.remedy,
            )
        case JobLost() if step:
            return lost_for_good(run, event)
        case DeadlinePassed() if step and overdue(run, event.step, at):
            return Ending(
                end=End.EXPIRED,
                step=step.name,
                reasons=(f"waited in vain: {step.unlocks}",),
                owner=step.owner,
                remedy=step.remedy,
            )
        case CommitSuperseded() if not beyond_recall(run):
            return Ending(
                end=End.SUPERSEDED,
                step="push",
                reasons=(f"the branch moved on to {event.by[:12]}",),
                owner=Owner.MODEL_DEV,
                remedy="look at the run of the newer commit",
            )
    return None


def overdue(run: Run, step: str, at: datetime) -> bool:
    """Whether the run has waited for the step in vain."""
    return any(wait.step == step and wait.due and wait.due <= at for wait in waits(run))


def lost_for_good(run: Run, event: JobLost) -> Ending | None:
    """The end, once so many jobs of a step were lost that another would hardly do better."""
    if run.attempt(event.step) <= MOST_JOBS:
        return None
    return Ending(
        end=End.FAILED,
        step=event.step,
        reasons=(f"{MOST_JOBS} jobs were lost, the last one so: {event.remark}",),
        owner=Owner.GBI,
        remedy="GBI looks at the jobs' platform, then a new commit can be pushed",
    )


def turned_away(run: Run, stands: Mapping[str, Standing]) -> Ending | None:
    """The end that a gate or a person brings."""
    for step in road(run.policy):
        if stands[step.name] is Standing.STOPPED:
            return Ending(
                end=End.REFUSED if step.refusals(run) else End.REJECTED,
                step=step.name,
                reasons=objections(run, step),
                owner=step.owner,
                remedy=step.remedy,
            )
    return None


def arrived(run: Run, stands: Mapping[str, Standing]) -> Ending | None:
    """The end of a run that has walked the whole road; steps that are not vital may lag behind."""
    vital = (step for step in road(run.policy) if step.vital)
    if not all(stands[step.name] in PASSED for step in vital):
        return None
    return Ending(
        end=End.RELEASED,
        step=road(run.policy)[-1].name,
        reasons=("every gate was passed",),
        owner=Owner.MODEL_DEV,
        remedy="nothing is left to do",
    )
