"""How strict the platform is, where, and how long it waits.

Strictness rises along the list of environments: the funnel of freedom (R-003, R-021).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from shared.core.findings import Priority
from shared.core.spec import Threshold


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One stop of the funnel.

    `blocks` is the least grave priority of findings that keeps a model out, `thresholds` a floor
    that no `model.yml` can lower, `coverage` the least share of lines, in percent, that unit tests
    must run through (`None`: nobody asks), `quorum` how many people in the `role` must approve
    (R-004).
    """

    name: str
    blocks: Priority = Priority.REQUIRED
    thresholds: tuple[Threshold, ...] = ()
    coverage: float | None = None
    role: str = "release-manager"
    quorum: int = 0

    @property
    def wish(self) -> str:
        """What has to come from people."""
        if self.quorum == 0:
            return "nobody has to approve"
        return f"{self.quorum} in the role {self.role} approve, on the page"


DEFAULT_ENVIRONMENTS = (
    Environment(name="tst", blocks=Priority.REQUIRED),
    Environment(name="qa", blocks=Priority.EXPECTED),
    Environment(name="prod", blocks=Priority.ADVISED, quorum=1),
)

DEFAULT_DEADLINES = {
    "push": timedelta(days=1),
    "checks": timedelta(minutes=15),
    "tests": timedelta(days=1),
    "lint": timedelta(days=1),
    "training": timedelta(hours=24),
    "evaluation": timedelta(hours=6),
    "approval": timedelta(days=7),
    "promotion": timedelta(hours=1),
    "publication": timedelta(hours=1),
    "scheduling": timedelta(hours=1),
}


NAME_FORM = re.compile("[a-z][a-z0-9_-]{0,11}")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a run is held to.  A snapshot is taken when the run begins, and stays with it.

    `deadlines` says how long each step may take, by the step's name without its environment; the
    default holds for those it does not name.  What a check in `shadow` finds keeps nobody out in
    runs that begin before its date.  With `pylint` the platform runs pylint itself, too (R-049);
    `evidence_age` is how much older than its push a team's evidence may be.  Raises `ValueError`
    with every fault.
    """

    environments: tuple[Environment, ...] = DEFAULT_ENVIRONMENTS
    deadlines: Mapping[str, timedelta] = field(default_factory=dict)
    shadow: Mapping[str, date] = field(default_factory=dict)
    pylint: bool = False
    evidence_age: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        object.__setattr__(self, "deadlines", {**DEFAULT_DEADLINES, **self.deadlines})
        wrong = tuple(faults(self))
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the environments, the first stop first."""
        return tuple(environment.name for environment in self.environments)

    def environment(self, name: str) -> Environment:
        """The environment of that name.  Raises `KeyError` where there is none."""
        return {environment.name: environment for environment in self.environments}[name]

    def in_shadow(self, check: str, at: datetime | None) -> bool:
        """Whether what the check finds keeps nobody out yet, in a run that began at that time."""
        until = self.shadow.get(check)
        return until is not None and at is not None and at.date() < until

    def keeps_out(
        self, check: str, priority: int, environment: Environment, at: datetime | None
    ) -> bool:
        """Whether such a finding keeps a run that began at that time out of the environment."""
        return priority <= environment.blocks and not self.in_shadow(check, at)

    def asks_for_lint(self, environment: Environment, at: datetime | None) -> bool:
        """Whether a run that began at that time needs evidence of pylint there (R-050)."""
        return self.keeps_out("lint", Priority.ADVISED, environment, at)

    def patience(self, step: str) -> timedelta:
        """How long the step may take.  Raises `KeyError` for a step that nobody waits for."""
        return self.deadlines[step.partition("@")[0]]


def faults(policy: Policy) -> Iterator[str]:
    """Everything about a policy that could not work, or that would make strictness fall."""
    if not policy.names or len(set(policy.names)) < len(policy.names):
        yield "environments: there must be at least one, and each under a name of its own"
    for name in policy.names:
        if not NAME_FORM.fullmatch(name):
            yield f"environments: {name!r} is no name; take up to 12 of a-z, 0-9, _ and -"
    for before, after in pairwise(policy.environments):
        if after.blocks < before.blocks:
            yield f"environments: {after.name} lets pass what {before.name} does not (R-003)"
    for environment in policy.environments:
        if environment.coverage is not None and not 0 <= environment.coverage <= 100:
            yield f"environments: {environment.name} asks for a coverage that is no percentage"
        if environment.quorum < 0:
            yield f"environments: {environment.name} asks for {environment.quorum} approvals"
    if policy.evidence_age < timedelta():
        yield "evidence_age: evidence cannot be younger than its push"
    for step, patience in policy.deadlines.items():
        if step not in DEFAULT_DEADLINES:
            yield f"deadlines: {step!r} is none of {', '.join(DEFAULT_DEADLINES)}"
        if patience <= timedelta():
            yield f"deadlines: {step} would be over before it has begun"
