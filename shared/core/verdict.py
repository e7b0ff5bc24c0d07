"""What findings mean under a policy: which block now, which will block further on (R-003, R-044)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.core.findings import Finding
from shared.core.policy import Environment, Policy
from shared.core.run import Run


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Findings told apart by what they keep a model out of, each group the gravest first.

    `now` keep it out of the `environment` that is next, `later` of one further on, by the first one
    that they keep it out of; `shadow` would, were their check not in shadow until a date; `advice`
    keep it out of nothing.
    """

    environment: str
    now: tuple[Finding, ...]
    later: Mapping[str, tuple[Finding, ...]]
    shadow: tuple[Finding, ...]
    advice: tuple[Finding, ...]


def verdict(
    findings: Iterable[Finding], policy: Policy, environment: str, at: datetime | None
) -> Verdict:
    """What the findings of a run that began at that time mean, the environment being next.

    Raises `KeyError` where the policy has no such environment.
    """
    stops = policy.environments
    index = policy.names.index(policy.environment(environment).name)
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        first = kept_out_of(finding, policy, at)
        if first:
            reached = stops.index(first[0]) <= index
            groups.setdefault("" if reached else first[0].name, []).append(finding)
        else:
            dark = any(finding.priority <= stop.blocks for stop in stops)
            groups.setdefault("shadow" if dark else "advice", []).append(finding)
    return Verdict(
        environment=environment,
        now=tuple(groups.get("", ())),
        later={name: tuple(groups[name]) for name in policy.names[index + 1 :] if name in groups},
        shadow=tuple(groups.get("shadow", ())),
        advice=tuple(groups.get("advice", ())),
    )


def kept_out_of(finding: Finding, policy: Policy, at: datetime | None) -> tuple[Environment, ...]:
    """The environments that a finding keeps a run out of, the first stop first."""
    return tuple(
        stop
        for stop in policy.environments
        if policy.keeps_out(finding.check, finding.priority, stop, at)
    )


def ahead(run: Run) -> str:
    """The environment that is next for a run; the last one where all are behind it."""
    names = run.policy.names
    return next((name for name in names if run.promoted(name) is None), names[-1])
