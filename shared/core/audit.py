"""What must never have happened to a run, asked of what is known about it."""

from collections.abc import Iterator

from shared.core.approvals import approvers
from shared.core.judgement import (
    admission_objections,
    checks_objections,
    evaluation_objections,
    tests_objections,
)
from shared.core.policy import Environment
from shared.core.run import Run


def breaches(run: Run) -> Iterator[str]:
    """Every promise that the run has broken; nothing where all were kept."""
    for environment in run.policy.environments:
        if run.promoted(environment.name):
            yield from (f"in {environment.name}: {fault}" for fault in unearned(run, environment))
    if run.published and not run.promoted(run.policy.environments[-1].name):
        yield "published without having been promoted all the way"


def unearned(run: Run, environment: Environment) -> Iterator[str]:
    """What should have kept the model out of an environment it was promoted to."""
    yield from checks_objections(run)
    yield from tests_objections(run)
    yield from evaluation_objections(run)
    yield from admission_objections(run, environment)
    missing = environment.quorum - len(approvers(run, environment.name))
    if missing > 0:
        yield f"promoted with {missing} approval(s) missing"
