"""A CI that has published what it was given; without anything given, nothing."""

from dataclasses import dataclass, field

from shared.core.messages import CiRun
from shared.ports import LintResults, TestResults


@dataclass(frozen=True, kw_only=True)
class MemoryCi:
    """What was published, by the address of the repository and the provider's name of the run."""

    published: dict[tuple[str, str], TestResults] = field(default_factory=dict)
    linted: dict[tuple[str, str], LintResults] = field(default_factory=dict)

    def results(self, url: str, run: CiRun) -> TestResults | None:
        """What the run has published."""
        return self.published.get((url, run.id))

    def lint(self, url: str, run: CiRun) -> LintResults | None:
        """What pylint wrote in the run."""
        return self.linted.get((url, run.id))
