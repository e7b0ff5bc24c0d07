"""A run as a journey: how each step of the road went and when, and what holds the run up now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from shared.core.approvals import approvers
from shared.core.findings import Owner
from shared.core.messages import ApprovalRequested, End, Event, Order
from shared.core.road import road
from shared.core.run import Run, evolve
from shared.core.standings import PASSED, Standing, standings
from shared.core.step import Step
from shared.core.waiting import Wait, waits

Heard = tuple[Event, datetime, tuple[Order, ...]]
"""An event, when it happened, and what was said in answer to it."""


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One step of the road in one run.

    `began` is when the step was first reached, `ended` when it came to stand as it does, missing
    where it is not over; `spared` says why it is not needed, empty where it is.
    """

    name: str
    environment: str
    owner: Owner
    unlocks: str
    vital: bool
    standing: Standing
    began: datetime | None
    ended: datetime | None
    spared: str = ""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """The legs that lead into one environment, or to the first of them, or on from the last."""

    name: str
    standing: Standing
    legs: tuple[Leg, ...]


@dataclass(frozen=True, kw_only=True)
class Hold:
    """What the run waits for, who works on it, and who of those asked has already agreed."""

    wait: Wait
    job: str
    asked: tuple[str, ...]
    agreed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Journey:
    """The whole road of one run; `ended` is when the run came to its end."""

    stretches: tuple[Stretch, ...]
    ended: datetime | None


FIRST, LAST = "candidate", "release"
OVER = PASSED | {Standing.STOPPED}


def journey(start: Run, heard: Iterable[Heard]) -> Journey:
    """Every step of the road, after all that was heard since the start."""
    run, ended = start, None
    began: dict[str, datetime] = {}
    turns: dict[str, tuple[Standing, datetime]] = {}
    for event, at, said in heard:
        run = evolve(run, event, at, said)
        ended = ended or (at if run.ending else None)
        for name, standing in standings(run).items():
            if standing is not Standing.LATER:
                began.setdefault(name, at)
            if name not in turns or standing is not turns[name][0]:
                turns[name] = (standing, at)
    legs = (leg(step, began.get(step.name), turns.get(step.name)) for step in road(run.policy))
    return Journey(stretches=stretches(at_the_end(run, leg, ended) for leg in legs), ended=ended)


def leg(step: Step, began: datetime | None, turn: tuple[Standing, datetime] | None) -> Leg:
    """One step as it stands."""
    standing = turn[0] if turn else Standing.LATER
    return Leg(
        name=step.name,
        environment=step.environment,
        owner=step.owner,
        unlocks=step.unlocks,
        vital=step.vital,
        standing=standing,
        began=began,
        ended=turn[1] if turn and standing in OVER else None,
        spared=step.spared if standing is Standing.SKIPPED else "",
    )


def at_the_end(run: Run, leg: Leg, ended: datetime | None) -> Leg:
    """The leg, once the run has ended: the step that was too slow is stopped, the rest dropped."""
    if not run.ending or leg.standing in OVER:
        return leg
    if run.ending.end is End.EXPIRED and run.ending.step == leg.name:
        return replace(leg, standing=Standing.STOPPED, ended=ended)
    return replace(leg, standing=Standing.LATER, began=None)


def stretches(legs: Iterable[Leg]) -> tuple[Stretch, ...]:
    """The legs by environment."""
    return tuple(
        stretch(name or (LAST if number else FIRST), tuple(some))
        for number, (name, some) in enumerate(groupby(legs, attrgetter("environment")))
    )


def stretch(name: str, legs: tuple[Leg, ...]) -> Stretch:
    """Some legs, standing as the one stands that matters most."""
    stands = {leg.standing for leg in legs if leg.vital}
    telling = (Standing.STOPPED, Standing.WAITING, Standing.READY, Standing.LATER, Standing.DONE)
    standing = next((each for each in telling if each in stands), Standing.SKIPPED)
    return Stretch(name=name, standing=standing, legs=legs)


def holds(run: Run) -> tuple[Hold, ...]:
    """All that holds the run up; nothing once it has ended."""
    environments = {step.name: step.environment for step in road(run.policy)}
    return tuple(hold(run, wait, environments[wait.step]) for wait in waits(run))


def hold(run: Run, wait: Wait, environment: str) -> Hold:
    """One wait, with those who can end it."""
    request = run.known.get(wait.step)
    return Hold(
        wait=wait,
        job=run.jobs.get(wait.step, ""),
        asked=request.asked if isinstance(request, ApprovalRequested) else (),
        agreed=approvers(run, environment) if environment else (),
    )
