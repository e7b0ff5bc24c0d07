"""Whatever order the bus brings the evidence in, and however often: the same end, by the same way.

Exploring: from a run to which nothing has happened, deliver any of the events that are under way,
answer what is ordered as a healthy neighbour would, and go on from there in every possible way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.approvals import counted
from shared.core.decisions import MOST_JOBS, decide
from shared.core.findings import Priority
from shared.core.messages import CancelJob, End, TellPeople
from shared.core.policy import Environment, Policy
from shared.core.road import road
from shared.core.run import evolve
from shared.core.standings import PASSED, standings
from shared.core.waiting import due, waits
from tests.builders import (
    DAY,
    EVALUATED,
    LAX,
    LINTED,
    MODEL,
    NOW,
    PUSHED,
    RITA,
    ROSS,
    RULES,
    SPEC,
    SUPERSEDED,
    TESTED,
    TRAINED,
    answers_to,
    decided,
    evaluated_run,
    failed,
    finding,
    found,
    heard,
    late,
    linted,
    lost,
    new,
    reported,
    scored,
    started,
)

VOICE = decided(evaluated_run())
AUTHOR = replace(VOICE, person="Ada@Bank.Example")
STRANGER = replace(VOICE, person="eve@bank.example", roles=("reader",))
REFUSAL = replace(VOICE, person=ROSS, approved=False, comment="not yet")


@dataclass(frozen=True, kw_only=True)
class World:
    """How neighbours answer; `instead` of the healthy answer to a step they may give another.

    `losses` says how many jobs of a step are lost before one does well.
    """

    policy: Policy
    spec: object = SPEC
    voices: tuple = (VOICE,)
    news: tuple = (PUSHED, TESTED)
    instead: Mapping = field(default_factory=dict)
    losses: Mapping = field(default_factory=dict)

    def answers(self, order):
        """The events that an order leads to."""
        step, attempt = order.step, getattr(order, "attempt", 1)
        if attempt <= self.losses.get(step, 0):
            return [started(step, f"lost-{attempt}"), lost(step, f"lost-{attempt}")]
        if step == "cancellation":
            return []
        return self.instead.get(step) or answers_to(order, spec=self.spec, voices=self.voices)


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A run, the names of what was delivered, what is under way by its name, and what was said."""

    run: object
    delivered: frozenset = frozenset()
    under_way: dict = field(default_factory=dict)
    said: frozenset = frozenset()

    @property
    def place(self):
        """What tells one stand from another."""
        return self.delivered, frozenset(self.under_way)


def deliver(stand, event, world):
    """What the delivery of an event leads to, and what was ordered."""
    orders = decide(stand.run, event, NOW)
    answers = {repr(answer): answer for order in orders for answer in world.answers(order)}
    under_way = {**stand.under_way, **answers}
    under_way.pop(repr(event), None)
    run = evolve(stand.run, event, NOW, orders)
    delivered, said = stand.delivered | {repr(event)}, stand.said.union(map(identity, orders))
    return Stand(run=run, delivered=delivered, under_way=under_way, said=said), orders


def identity(order):
    """What tells one order from another: a step has one for each attempt, or for each job."""
    return order.step, getattr(order, "attempt", 1), getattr(order, "job", "")


def beginning(world):
    """Nothing has happened yet, and the news is under way."""
    return Stand(run=new(world.policy), under_way={repr(event): event for event in world.news})


def explore(world):
    """Every way through a world: each stand once, with the event and the orders that led on."""
    known, unexplored = set(), [beginning(world)]
    while unexplored:
        stand = unexplored.pop()
        for event in stand.under_way.values():
            later, orders = deliver(stand, event, world)
            yield stand, event, orders, later
            if later.place not in known:
                known.add(later.place)
                unexplored.append(later)


def essence(run):
    """What a run amounts to: all but the decisions that do not count."""
    counting = {name: frozenset(map(repr, counted(run, name))) for name in run.policy.names}
    return replace(run, decisions=counting)


STRICT = Policy(environments=(Environment(name="prod", blocks=Priority.ADVISED),))
SHADOWED = replace(STRICT, shadow={"lint": (NOW + DAY).date()})
HEALTHY = {
    "one environment": World(policy=LAX),
    "rule-based": World(policy=LAX, spec=RULES),
    "three environments, one approval": World(policy=Policy(), news=(PUSHED, TESTED, LINTED)),
    "pylint that is asked for": World(policy=STRICT, news=(PUSHED, TESTED, LINTED)),
    "pylint in shadow": World(policy=SHADOWED),
    "two approvals, and two people whose word does not count": World(
        policy=Policy(environments=(Environment(name="prod", quorum=2),)),
        voices=(VOICE, replace(VOICE, person=ROSS), AUTHOR, STRANGER),
    ),
    "without publication": World(policy=LAX, spec=replace(SPEC, artifactory_repository_model="")),
    "commit status out of order": World(
        policy=LAX, instead={"announcement": [failed("announcement")]}
    ),
    "findings that can be shown nowhere": World(
        policy=LAX, instead={"findings": [failed("findings")]}
    ),
    "a training job that is lost": World(policy=LAX, losses={"training": 1}),
    "jobs that are lost as often as is borne": World(
        policy=LAX, losses={"training": 2, "evaluation": 2}
    ),
    "rules, and an evaluation job that is lost": World(
        policy=LAX, spec=RULES, losses={"evaluation": 1}
    ),
}
OTHER_MODEL = replace(EVALUATED, model=replace(MODEL, digest="0" * 64))
OTHER_TASK = replace(EVALUATED, step="training")
OTHER_RESULTS = {"training": replace(TRAINED, model=OTHER_MODEL.model), "evaluation": OTHER_MODEL}
BAD = {
    "tests fail": (
        World(policy=LAX, news=(PUSHED, reported(failures=1))),
        (End.REJECTED, "tests"),
    ),
    "checks fail": (
        World(policy=LAX, instead={"checks": [found(finding(1))]}),
        (End.REJECTED, "checks"),
    ),
    "checks fail, and nobody can be shown": (
        World(
            policy=LAX,
            instead={
                "checks": [found(finding(1))],
                "findings": [failed("findings")],
                "conclusion": [failed("conclusion")],
            },
        ),
        (End.REJECTED, "checks"),
    ),
    "forged evidence of pylint": (
        World(policy=STRICT, news=(PUSHED, TESTED, linted(remark="the totals lie"))),
        (End.REJECTED, "gate@prod"),
    ),
    "a bad model": (
        World(policy=LAX, instead={"evaluation": [scored(auc=0.1)]}),
        (End.REJECTED, "gate@prod"),
    ),
    "a broken job": (
        World(policy=LAX, instead={"training": [failed("training")]}),
        (End.FAILED, "training"),
    ),
    "a job that cannot be asked any more": (
        World(policy=LAX, instead={"training": [started("training"), failed("training")]}),
        (End.FAILED, "training"),
    ),
    "a second job that breaks": (
        World(
            policy=LAX,
            losses={"evaluation": 1},
            instead={"evaluation": [started("evaluation"), failed("evaluation")]},
        ),
        (End.FAILED, "evaluation"),
    ),
    "training jobs that are always lost": (
        World(policy=LAX, losses={"training": 9}),
        (End.FAILED, "training"),
    ),
    "evaluation jobs that are always lost": (
        World(policy=LAX, losses={"training": 1, "evaluation": 9}),
        (End.FAILED, "evaluation"),
    ),
    "a workspace that takes no scoring job": (
        World(policy=LAX, instead={"scheduling": [failed("scheduling")]}),
        (End.FAILED, "scheduling"),
    ),
    "a training job that says it was the evaluation": (
        World(policy=LAX, instead={"training": [OTHER_TASK]}),
        (End.REJECTED, "training"),
    ),
    "another model than was trained": (
        World(policy=LAX, instead={"evaluation": [OTHER_MODEL]}),
        (End.REJECTED, "evaluation"),
    ),
    "a refusal": (
        World(policy=Policy(), news=(PUSHED, TESTED, LINTED), voices=(REFUSAL, AUTHOR)),
        (End.REFUSED, "approval@prod"),
    ),
    "a registry that gives up": (
        World(policy=Policy(), instead={"promotion@qa": [failed("promotion@qa")]}),
        (End.FAILED, "promotion@qa"),
    ),
}
# Where the end depends on what comes first.
RACES = {
    "a newer commit": World(
        policy=LAX, news=(PUSHED, TESTED, SUPERSEDED), losses={"training": 1, "evaluation": 1}
    ),
    "bad evidence of pylint, and good": World(
        policy=STRICT, news=(PUSHED, TESTED, LINTED, linted(remark="the totals lie"))
    ),
    "bad tests and bad checks": World(
        policy=LAX,
        news=(PUSHED, reported(failures=1)),
        instead={"checks": [found(finding(1))]},
    ),
}
WORLDS = {**HEALTHY, **{name: world for name, (world, _) in BAD.items()}, **RACES}


@cache
def ways(name):
    """Every way through the world of that name."""
    return list(explore(WORLDS[name]))


@pytest.mark.parametrize("name", HEALTHY)
def test_every_order_of_arrival_ends_in_the_same_release(name):
    ends = [later.run for _, _, _, later in ways(name) if not later.under_way]

    assert {run.ending.end for run in ends} == {End.RELEASED}
    assert all(essence(run) == essence(ends[0]) for run in ends)


@pytest.mark.parametrize("name", HEALTHY)
def test_the_same_evidence_gives_the_same_standing_at_every_stage(name):
    seen = {}

    for _, _, _, later in ways(name):
        before = seen.setdefault(later.place, essence(later.run))
        assert essence(later.run) == before


@pytest.mark.parametrize("name", HEALTHY)
def test_no_step_is_ordered_twice_or_before_its_needs(name):
    needs = {step.name: step.needs for step in road(HEALTHY[name].policy)}

    for stand, _, orders, later in ways(name):
        stands = standings(later.run)
        for order in orders:
            assert identity(order) not in stand.said
            assert all(stands[need] in PASSED for need in needs.get(order.step, ()))


@pytest.mark.parametrize("name", HEALTHY)
def test_an_event_that_comes_again_changes_nothing_and_orders_nothing(name):
    for _, event, _, later in ways(name):
        again, orders = deliver(later, event, HEALTHY[name])

        assert orders == ()
        assert essence(again.run) == essence(later.run)


@pytest.mark.parametrize("name", HEALTHY)
def test_a_run_never_waits_without_saying_for_what_and_until_when(name):
    for _, _, _, later in ways(name):
        assert later.run.ending or due(waits(later.run))


@pytest.mark.parametrize("name", BAD)
def test_every_order_of_arrival_ends_in_the_same_refusal(name):
    endings = [later.run.ending for _, _, _, later in ways(name) if not later.under_way]

    assert {(ending.end, ending.step) for ending in endings} == {BAD[name][1]}
    assert all(ending == endings[0] for ending in endings)


@pytest.mark.parametrize("name", WORLDS)
def test_ends_are_final_whatever_is_heard_afterwards(name):
    for stand, _, orders, later in ways(name):
        if stand.run.ending:
            assert {type(order) for order in orders} <= {CancelJob}
            assert later.run.ending == stand.run.ending


@pytest.mark.parametrize("name", WORLDS)
def test_a_run_that_has_ended_leaves_no_job_running(name):
    for _, _, _, later in ways(name):
        left = [job for step, job in later.run.jobs.items() if step not in later.run.known]
        stopped = {job for step, _, job in later.said if step == "cancellation"}

        assert not later.run.ending or stopped.issuperset(left)


@pytest.mark.parametrize("name", WORLDS)
def test_no_step_has_more_jobs_than_are_borne(name):
    assert max(attempt for *_, later in ways(name) for _, attempt, _ in later.said) <= MOST_JOBS


@pytest.mark.parametrize("name", WORLDS)
def test_people_are_told_of_an_end_exactly_once(name):
    for stand, _, orders, later in ways(name):
        told = [order for order in orders if isinstance(order, TellPeople)]

        assert len(told) == (later.run.ending is not None and stand.run.ending is None)
        assert all(order.owners for order in told if later.run.pushed)


def noise(stand):
    """Events that must not matter.

    Deadlines not yet due, failures and losses of what has succeeded, and words of jobs that were
    lost.
    """
    steps = [step.name for step in road(stand.run.policy)]
    yield from (late(step) for step in steps)
    yield from (failed(step) for step in steps if step in stand.run.known)
    yield from (lost(step) for step in steps if step in stand.run.known)
    for step, jobs in stand.run.lost.items():
        yield from (started(step, job) for job in jobs)
        yield from (replace(OTHER_RESULTS[step], job=job) for job in jobs)
    yield replace(VOICE, person=RITA, evidence="of another model")


def journey(world, random):
    """One way through a world, with echoes and noise in between."""
    stand, past = beginning(world), []
    while stand.under_way:
        others = [*past[-5:], *noise(stand)]
        fresh = random.random() < 0.7
        event = random.choice(list(stand.under_way.values()) if fresh else others)
        stand, orders = deliver(stand, event, world)
        past.append(event)
        yield stand, orders


@settings(max_examples=500, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(list(HEALTHY)))
def test_echoes_and_noise_on_the_bus_never_change_the_end(seed, name):
    way = list(journey(HEALTHY[name], Random(seed)))
    steps = [identity(order) for _, orders in way for order in orders]

    assert way[-1][0].run.ending.end is End.RELEASED
    assert len(steps) == len(set(steps))


@given(at=st.timedeltas(-DAY, 40 * DAY))
def test_a_deadline_ends_a_run_exactly_when_it_is_due(at):
    run = heard(new(), PUSHED, TESTED)

    ended = heard(run, late("checks"), at=NOW + at).ending

    assert (ended is not None) is (NOW + at >= due(waits(run)))


def test_a_model_that_comes_before_its_job_is_known_counts():
    run = heard(new(), PUSHED, TESTED, found(), TRAINED)

    assert "evaluation" in run.ordered
