"""Every check as a table in Markdown, made from the checks themselves: `python -m local.checks_table`."""

import sys
from collections.abc import Iterable, Iterator

from shared.core.checks import CHECKS
from shared.core.checks.check import Check
from shared.core.policy import Policy

FIRST, LAST = "<!-- the checks -->", "<!-- end of the checks -->"


def table(checks: Iterable[Check], policy: Policy) -> Iterator[str]:
    """A row for each check, the gravest first."""
    yield FIRST
    yield "| check | priority | keeps out of | owner | standard | what it asks |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for check in sorted(checks, key=lambda one: (one.priority, one.name)):
        stops = [stop.name for stop in policy.environments if check.priority <= stop.blocks]
        yield (
            f"| `{check.name}` | {check.priority:d} {check.priority.name.lower()}"
            f" | {', '.join(stops) or 'nothing'} | {check.owner} | {check.standard}"
            f" | {question(check)} |"
        )
    yield LAST


def question(check: Check) -> str:
    """The sentence that its room opens with, without the requirement, which stands beside it."""
    said = sys.modules[check.judge.__module__].__doc__ or ""
    return said.partition("\n")[0].partition(" (R-")[0].rstrip(".").replace("|", "/")


if __name__ == "__main__":
    print("\n".join(table(CHECKS, Policy())))
