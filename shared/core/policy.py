"""How strict the platform is, where, and how long it waits.

Strictness rises along the list of environments: the funnel of freedom (R-003, R-021).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from shared.core.findings import Priority
from shared.core.spec import Threshold


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One stop of the funnel.

    `blocks` is the least grave priority of findings that keeps a model out, `thresholds` a floor
    that no `model.yml` can lower, `quorum` how many people in the `role` must approve (R-004).
    """

    name: str
    blocks: Priority = Priority.REQUIRED
    thresholds: tuple[Threshold, ...] = ()
    role: str = "release-manager"
    quorum: int = 0


DEFAULT_ENVIRONMENTS = (
    Environment(name="tst", blocks=Priority.REQUIRED),
    Environment(name="qa", blocks=Priority.EXPECTED),
    Environment(name="prod", blocks=Priority.ADVISED, quorum=1),
)

DEFAULT_DEADLINES = {
    "push": timedelta(days=1),
    "checks": timedelta(minutes=15),
    "tests": timedelta(days=1),
    "training": timedelta(hours=24),
    "evaluation": timedelta(hours=6),
    "approval": timedelta(days=7),
    "promotion": timedelta(hours=1),
    "publication": timedelta(hours=1),
}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a run is held to.  A snapshot is taken when the run begins, and stays with it.

    `deadlines` says how long each step may take, by the step's name without its environment.
    """

    environments: tuple[Environment, ...] = DEFAULT_ENVIRONMENTS
    deadlines: Mapping[str, timedelta] = field(default_factory=lambda: DEFAULT_DEADLINES)

    def environment(self, name: str) -> Environment:
        """The environment of that name.  Raises `KeyError` where there is none."""
        return {environment.name: environment for environment in self.environments}[name]

    def patience(self, step: str) -> timedelta | None:
        """How long the step may take, `None` where it may take for ever."""
        return self.deadlines.get(step.partition("@")[0])
