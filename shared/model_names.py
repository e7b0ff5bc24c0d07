"""What the registered models are called: a pattern that the platform team sets."""

import re
from dataclasses import dataclass
from string import Formatter

from shared.core.candidate import Candidate
from shared.core.errors import RefusedError

PATTERN = "{environment}.{model}"
PLACEHOLDERS = ("environment", "team", "model", "brand")
SETTING = "GATEHOUSE_REGISTERED_MODEL"
LEVELS = 3


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Names registered models.  Unity Catalog knows a model as `catalog.schema.model`, no other way.

    https://docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/
    """

    pattern: str = PATTERN
    catalogue: bool = False

    def __post_init__(self) -> None:
        try:
            fields = {
                field for _, field, *_ in Formatter().parse(self.pattern) if field is not None
            }
        except ValueError as error:
            raise RefusedError(f"{SETTING}: a brace is missing; {example()}") from error
        if fields - set(PLACEHOLDERS) or not {"environment", "model"} <= fields:
            raise RefusedError(f"{SETTING}: must hold {{environment}} and {{model}}; {example()}")
        if self.catalogue and len(self.pattern.split(".")) != LEVELS:
            raise RefusedError(
                f"{SETTING}: Unity Catalog takes three levels; write {{environment}}.models.{{model}}"
            )

    def name(self, candidate: Candidate, environment: str, team: str = "") -> str:
        """The name, which must not mean anything inside a search.  Raises `RefusedError`."""
        values = {
            "environment": environment,
            "team": re.sub(r"\W+", "_", team.strip().lower()),
            "model": candidate.model,
            "brand": candidate.brand,
        }
        name = self.pattern.format(**values)
        levels = len(name.split(".")) if self.catalogue else LEVELS
        if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", name) or levels != LEVELS:
            raise RefusedError(
                f"registered model {name!r}: use letters, digits, . _ - and no other, and leave no"
                f" part of {SETTING} empty"
            )
        return name


def example() -> str:
    """How a pattern is written."""
    return "write {environment}.{model}, and {team} and {brand} where they tell models apart"


def named(model: str, environment: str) -> str:
    """The name that the pattern gives where nobody has set another."""
    return Naming().name(Candidate(repository="", commit="", model=model), environment)
