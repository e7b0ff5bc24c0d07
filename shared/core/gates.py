"""Whether a model is good enough, metric by metric.  A figure that is missing never passes."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose, isfinite

from shared.core.messages import Champion
from shared.core.spec import Threshold


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One metric beside what it must reach; `objection` is empty where it does."""

    rule: Threshold
    value: float | None
    champion: float | None
    objection: str


def compare(
    rules: tuple[Threshold, ...], metrics: Mapping[str, float], champion: Champion | None
) -> tuple[Comparison, ...]:
    """Every rule applied to the metrics of a candidate and of the champion, where there is one."""
    return tuple(held_to(rule, metrics, champion) for rule in rules)


def held_to(rule: Threshold, metrics: Mapping[str, float], champion: Champion | None) -> Comparison:
    """One rule applied."""
    value = metrics.get(rule.metric)
    rival = champion.metrics.get(rule.metric) if champion else None
    return Comparison(
        rule=rule, value=value, champion=rival, objection=objection(rule, value, rival, champion)
    )


def objection(
    rule: Threshold, value: float | None, rival: float | None, champion: Champion | None
) -> str:
    """What speaks against the candidate, empty where nothing does."""
    name = rule.metric
    if value is None or not isfinite(value):
        return f"{name}: the evaluation gave no figure"
    if rule.threshold is not None and not reaches(rule, value, rule.threshold):
        return f"{name}: {value:.6g}, where {direction(rule)} {rule.threshold:.6g} is asked"
    if champion is None:
        return ""
    if rival is None or not isfinite(rival):
        return f"{name}: the champion (version {champion.version}) has no figure to compare with"
    least = rival + rule.min_absolute_change * (1 if rule.greater_is_better else -1)
    if not reaches(rule, value, least):
        return (
            f"{name}: {value:.6g}, where {direction(rule)} {least:.6g} is asked beside the"
            f" champion's {rival:.6g} (version {champion.version})"
        )
    return ""


def reaches(rule: Threshold, value: float, least: float) -> bool:
    """Whether the value is good enough; 0.85 is 0.05 better than 0.8, whatever floats say."""
    better = value > least if rule.greater_is_better else value < least
    return better or isclose(value, least, rel_tol=1e-9, abs_tol=1e-12)


def direction(rule: Threshold) -> str:
    """The good direction, in words."""
    return "at least" if rule.greater_is_better else "at most"
