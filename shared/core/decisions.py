"""What follows from an event: orders for all that has become ready, or the end of the run."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.core.findings import Owner
from shared.core.messages import (
    CommitSuperseded,
    DeadlinePassed,
    End,
    Ending,
    Event,
    ModelPushed,
    Order,
    StepFailed,
    TellPeople,
    TestsCompleted,
)
from shared.core.road import Step, behind, beyond_recall, road
from shared.core.run import Run, evolve


class Standing(StrEnum):
    """How a step stands in a run."""

    LATER = "later"
    READY = "ready"
    WAITING = "waiting"
    SKIPPED = "skipped"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Why a run waits: for which step and whom, since when and until when, and what unlocks it."""

    step: str
    owner: Owner
    unlocks: str
    since: datetime | None
    due: datetime | None


def begins(event: Event) -> bool:
    """Whether a run may begin with the event; test results may come before their push."""
    return isinstance(event, (ModelPushed, TestsCompleted))


def decide(run: Run, event: Event, at: datetime) -> tuple[Order, ...]:
    """What is to be said in answer to an event at a time; nothing once the run has ended."""
    if run.ending:
        return ()
    after = evolve(run, event, at, ())
    stands = standings(after)
    ending = broken_off(after, event, at) or turned_away(after, stands) or arrived(after, stands)
    if ending:
        owners = after.spec.owners if after.spec else ()
        told = owners or (after.pushed.authors if after.pushed else ())
        return (TellPeople(candidate=run.candidate, step="people", ending=ending, owners=told),)
    ready = (step for step in road(run.policy) if stands[step.name] is Standing.READY)
    return tuple(step.order(after, at) for step in ready if step.order)


def standings(run: Run) -> Mapping[str, Standing]:
    """How every step of the road stands."""
    stands: dict[str, Standing] = {}
    passed = left_behind(run)
    for step in road(run.policy):
        if all(stands[need] in PASSED for need in step.needs):
            stands[step.name] = standing(run, step, passed)
        else:
            stands[step.name] = Standing.LATER
    return stands


def left_behind(run: Run) -> frozenset[str]:
    """The steps that a step already ordered lies behind: what they have brought was judged then."""
    before = behind(run.policy)
    return frozenset().union(*(before[name] for name in run.ordered if name in before))


PASSED = frozenset({Standing.DONE, Standing.SKIPPED})


def standing(run: Run, step: Step, passed: Collection[str]) -> Standing:
    """How a step stands whose needs are met; one that was `passed` is not judged again."""
    if step.unless(run):
        return Standing.SKIPPED
    if step.name in passed:
        return Standing.DONE
    if step.name in run.failures and step.vital:
        return Standing.STOPPED
    if answered(run, step):
        return Standing.STOPPED if objections(run, step) else Standing.DONE
    return Standing.READY if step.order and step.name not in run.ordered else Standing.WAITING


def answered(run: Run, step: Step) -> bool:
    """Whether all is known that the step is to bring."""
    if step.answered:
        return step.answered(run) or bool(step.refusals(run))
    return step.judged or step.name in run.known


def objections(run: Run, step: Step) -> tuple[str, ...]:
    """What the step has brought that speaks against the run."""
    return misfit(run, step) or (*step.refusals(run), *step.objections(run))


def misfit(run: Run, step: Step) -> tuple[str, ...]:
    """What came instead of the step's answer: a job's result, say, for another task."""
    event = run.known.get(step.name)
    if event is None or step.answer is None or isinstance(event, step.answer):
        return ()
    return (f"{type(event).__name__} came where {step.answer.__name__} belongs",)


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
        case DeadlinePassed() if step and any(
            wait.step == event.step and wait.due and wait.due <= at for wait in waits(run)
        ):
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
    """Where the run stands, in a word: its end, or the first step of those it waits for."""
    if run.ending:
        return run.ending.end
    return next((wait.step for wait in waiting), "beginning")
