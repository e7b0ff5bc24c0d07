"""What the platform knows about a model beside its folder, gathered before anything is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.core.clones import Clones
from shared.core.policy import DEFAULT_ENVIRONMENTS
from shared.core.principals import Principals
from shared.core.runtimes import Runtime
from shared.core.tools import ToolReport

ENVIRONMENTS = tuple(environment.name for environment in DEFAULT_ENVIRONMENTS)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The answers of everybody who was asked about a model.

    `environments` are those a threshold may be meant for, `today` is when support of a runtime is
    looked at.  `runtime` is the key of the one that the platform's clusters have, empty where there
    are no clusters; `runtimes` holds all that are known, by key.  `tools` holds what each tool said,
    by its name.  `None` says that nobody was asked, as on a laptop that has no platform; the
    platform itself asks everybody.
    """

    environments: tuple[str, ...] = ENVIRONMENTS
    today: date | None = None
    runtime: str = ""
    runtimes: Mapping[str, Runtime] = field(default_factory=dict)
    tools: Mapping[str, ToolReport] = field(default_factory=dict)
    principals: Principals | None = None
    clones: Clones | None = None
