"""Jobs in Databricks workspaces: one-time runs for training and evaluation, saved jobs for scoring.

The order, the files that were checked and the runner lie in a volume under their digests; the run
names the digest of its order, and the runner's entry verifies the rest from there.  One run has one
task on one cluster; `tasks.py` says why.  The SDK is not let to retry anything: the bus does.
https://docs.databricks.com/api/workspace/jobs
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from pathlib import Path

from shared.adapters.databricks_jobs import archiving, collecting, scheduling, submitting
from shared.adapters.databricks_jobs.places import Plan, Workspace
from shared.adapters.databricks_jobs.sites import Sites
from shared.core.candidate import Candidate
from shared.ports import Blobs, Job, Outcome, Scoring

__all__ = ["DatabricksJobs"]

RUNNER = Path(__file__).resolve().parents[3] / "runner"


@dataclass(frozen=True)
class DatabricksJobs:
    """Runs jobs in the workspace of the first environment, and has them score in any.

    `token` is asked before each request.  Each call is given `seconds`, and one attempt.
    """

    workspaces: Mapping[str, Workspace]
    plan: Plan
    blobs: Blobs
    _: KW_ONLY
    token: Callable[[], str]
    seconds: float = 30
    runner: Path = RUNNER

    @cached_property
    def sites(self) -> Sites:
        """The workspaces, none of which is asked anything yet."""
        return Sites(
            workspaces=self.workspaces,
            plan=self.plan,
            blobs=self.blobs,
            token=self.token,
            seconds=self.seconds,
            runner=self.runner,
        )

    def submit(self, key: str, job: Job) -> str:
        """Start a run, unless the key has one already, and return its id."""
        with self.sites.at(self.sites.first, "submit jobs") as site:
            return submitting.submit(site, key, job)

    def outcome(self, job: str) -> Outcome | None:
        """How the run ended, by the word of the workspace."""
        with self.sites.at(self.sites.first, "look at jobs") as site:
            return collecting.outcome(site, job)

    def cancel(self, job: str) -> None:
        """Stop the run, and with it its cluster."""
        with self.sites.at(self.sites.first, "cancel jobs") as site:
            collecting.cancel(site, job)

    def schedule(self, scoring: Scoring) -> str:
        """Have one saved job of the model in the environment's workspace, and return its id."""
        with self.sites.at(scoring.environment, "save scoring jobs") as site:
            return scheduling.schedule(site, scoring)

    def archive(self, candidate: Candidate, bundle: str) -> bytes | None:
        """The model's notebooks as the workspace exports them."""
        with self.sites.at(self.sites.first, "archive notebooks") as site:
            return archiving.archive(site, candidate, bundle)

    def probe(self) -> str:
        """Who we are in each workspace, in one line."""
        return "; ".join(self.sites.greetings())
