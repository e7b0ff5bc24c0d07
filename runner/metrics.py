"""Metrics: named finite numbers, all that were promised, or the job fails."""

import math
import re
from collections.abc import Collection, Mapping
from numbers import Real

from runner.failures import TeamError

# The characters MLflow takes in the name of a metric.
NAME = re.compile(r"[\w.\- /]{1,250}")


def checked(given: object, wanted: Collection[str] = ()) -> dict[str, float]:
    """The metrics that `evaluate` returned, as plain numbers.

    Raises `TeamError` where one is not a finite number or one of the thresholds is missing.
    """
    if not isinstance(given, Mapping) or not given:
        raise TeamError(
            f"score.py: evaluate returned {type(given).__name__}; "
            "return a mapping from the name of each metric to a number, with at least one"
        )
    missing = sorted(set(wanted) - set(given))
    if missing:
        raise TeamError(
            f"score.py: evaluate returned no {', '.join(missing)}, which the thresholds in "
            "model.yml name; return the metric or take the threshold out"
        )
    return {name_of(name): number(name, value) for name, value in given.items()}


def name_of(name: object) -> str:
    """The name of a metric."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise TeamError(
            f"score.py: evaluate returned a metric named {name!r}; use letters, digits, '_', '-', "
            "'.', '/' and spaces"
        )
    return name


def number(name: object, value: object) -> float:
    """The value of a metric: a real number, not a truth value, not NaN, not infinite."""
    if isinstance(value, bool) or not isinstance(value, Real):
        kind = type(value).__name__
        raise TeamError(f"score.py: evaluate returned {kind} for {name}; return a number")
    if not math.isfinite(value):
        raise TeamError(f"score.py: evaluate returned {value} for {name}; return a finite number")
    return float(value)
