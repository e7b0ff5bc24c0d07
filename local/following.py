"""Watch a run from outside until it ends or wants a person, telling each step as it happens."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.core.errors import TryAgainError
from shared.core.messages import ApprovalRequested, ModelPromoted
from shared.core.run import Run
from shared.runs import Runs

GLANCE = 0.05


class TooLongError(TryAgainError):
    """The run did not get anywhere in time."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Where runs are read, who is told, and how many seconds of patience there are."""

    runs: Runs
    tell: Callable[[str], None]
    patience: float = 120.0
    told: set[str] = field(default_factory=set)

    def until(self, run_id: str, enough: Callable[[Run], bool]) -> Run:
        """The run, as soon as it is as wanted.  Raises `TooLongError`."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            record = self.runs.find(run_id)
            for step, words in news_of(record.run) if record else ():
                if step not in self.told:
                    self.told.add(step)
                    self.tell(words)
            if record and enough(record.run):
                return record.run
            time.sleep(GLANCE)
        raise TooLongError(f"{run_id}: nothing in {self.patience:.0f} s; see `gatehouse why`")


def ended(run: Run) -> bool:
    """Whether the run has ended."""
    return run.ending is not None


def asks_people(run: Run) -> bool:
    """Whether the run waits for approvals, or has ended."""
    asked = any(isinstance(event, ApprovalRequested) for event in run.known.values())
    return asked or ended(run)


def news_of(run: Run) -> Iterator[tuple[str, str]]:
    """What has happened so far, step by step, in words."""
    if run.checked:
        count = sum(run.checked.counts.values())
        yield "checks", f"checked: {count or 'no'} finding{'' if count == 1 else 's'}"
    if run.tested:
        yield "tests", f"the team's CI ran {run.tested.report.tests} unit tests"
    if run.linted:
        yield "lint", f"the team's CI ran pylint: {run.linted.report.messages} messages"
    if run.trained:
        yield "training", f"trained; its files have the digest {run.trained.model.digest[:12]}"
    if run.evaluated:
        yield "evaluation", f"evaluated: {figures(run.evaluated.metrics)}"
    for step, event in reversed(list(run.known.items())):
        if isinstance(event, ApprovalRequested):
            yield step, f"approval for {event.environment} asked of {', '.join(event.asked)}"
        if isinstance(event, ModelPromoted):
            yield step, f"champion of {event.environment}: version {event.version}"
    if run.published:
        yield "publication", f"published as {run.published.path}"


def figures(metrics: Mapping[str, float]) -> str:
    """Metrics on one line."""
    return ", ".join(f"{name} {value:.4g}" for name, value in sorted(metrics.items()))
