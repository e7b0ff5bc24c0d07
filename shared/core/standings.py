"""How every step of the road stands in a run."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache

from shared.core.policy import Environment
from shared.core.road import road, walk
from shared.core.run import Run
from shared.core.step import Step


class Standing(StrEnum):
    """How a step stands in a run."""

    LATER = "later"
    READY = "ready"
    WAITING = "waiting"
    SKIPPED = "skipped"
    DONE = "done"
    STOPPED = "stopped"


PASSED = frozenset({Standing.DONE, Standing.SKIPPED})


def standings(run: Run) -> Mapping[str, Standing]:
    """How every step of the road stands."""
    stands: dict[str, Standing] = {}
    passed, behind_us = set[str](), left_behind(run)
    for step in road(run.policy):
        ready = passed.issuperset(step.needs)
        stands[step.name] = standing(run, step, behind_us) if ready else Standing.LATER
        if stands[step.name] in PASSED:
            passed.add(step.name)
    return stands


def left_behind(run: Run) -> frozenset[str]:
    """The steps that a step already ordered lies behind: what they have brought was judged then."""
    before = closure(run.policy.environments)
    return frozenset().union(*(before[name] for name in run.ordered if name in before))


@cache
def closure(environments: tuple[Environment, ...]) -> Mapping[str, frozenset[str]]:
    """All that each step needs, and what that needs in its turn."""
    before: dict[str, frozenset[str]] = {}
    for step in walk(environments):
        before[step.name] = frozenset(step.needs).union(*(before[need] for need in step.needs))
    return before


def standing(run: Run, step: Step, behind_us: Collection[str]) -> Standing:
    """How a step stands whose needs are met; one that lies behind us is not judged again."""
    if step.unless(run):
        return Standing.SKIPPED
    if step.name in behind_us:
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
