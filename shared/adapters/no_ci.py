"""A CI that nobody can ask: it posts its results itself, as the one on a laptop does."""

from shared.core.messages import CiRun
from shared.ports import LintResults, TestResults


class NoCi:
    """Has nothing to say of any run."""

    def results(self, url: str, run: CiRun) -> TestResults | None:
        """Nothing: whoever has results posts them."""
        return None

    def lint(self, url: str, run: CiRun) -> LintResults | None:
        """Nothing, for the same reason."""
        return None
