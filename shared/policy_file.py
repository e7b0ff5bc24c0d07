"""The policy as the platform team writes it: a YAML file, believed whole or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from shared.codec import faults
from shared.core.checks import CHECKS
from shared.core.policy import Environment, Policy
from shared.core.spec import Threshold
from shared.yaml_reader import read

EVIDENCE = frozenset({"lint", "tests"})


def policy_in(path: str) -> Policy:
    """The policy in a file.  Raises `ValueError` with every fault.

    A name that nobody reads is a fault, too: it may be a misspelt one, and what it was to forbid
    would be allowed.
    """
    values = dict(read(text_in(path)).values)
    wrong = [f"{name}: nobody reads this; is it misspelt?" for name in unread_names(values)]
    try:
        policy = TypeAdapter(Policy).validate_python(values)
    except ValidationError as error:
        raise ValueError("; ".join([*wrong, faults(error)])) from error
    wrong.extend(misplaced_thresholds(policy))
    wrong.extend(unknown_shadows(policy))
    if wrong:
        raise ValueError("; ".join(wrong))
    return policy


def text_in(path: str) -> str:
    """What the file holds."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"the file cannot be read: {error.strerror}") from error


def unread_names(policy: Mapping[str, object]) -> Iterator[str]:
    """The names that mean nothing, with their places."""
    yield from unknown(policy, Policy, "")
    for number, environment in enumerate(mappings(policy.get("environments"))):
        place = f"environments.{number}."
        yield from unknown(environment, Environment, place)
        for n, rule in enumerate(mappings(environment.get("thresholds"))):
            yield from unknown(rule, Threshold, f"{place}thresholds.{n}.")


def unknown(given: Mapping[str, object], kind: type, place: str) -> Iterator[str]:
    """The names that are none of the fields."""
    known = {each.name for each in fields(kind)}
    return (f"{place}{name}" for name in given if name not in known)


def mappings(value: object) -> list[Mapping[str, object]]:
    """The mappings in a list; whatever else there is, the types refuse."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def misplaced_thresholds(policy: Policy) -> Iterator[str]:
    """Thresholds in one environment that say they are meant for another."""
    for environment in policy.environments:
        for rule in environment.thresholds:
            if rule.environment not in ("", environment.name):
                yield (
                    f"environments: {environment.name} has a threshold for {rule.metric} that is"
                    f" meant for {rule.environment}; write it there"
                )


def unknown_shadows(policy: Policy) -> Iterator[str]:
    """Names in `shadow` that no check has; what a team's CI must show may be in shadow as well."""
    known = {check.name for check in CHECKS} | EVIDENCE
    for name in policy.shadow:
        if name not in known:
            yield f"shadow: {name!r} is no check; there are {', '.join(sorted(known))}"
