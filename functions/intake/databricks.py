"""Databricks says that a job has ended.  Only a hint, as it is not signed: the job is asked.

https://docs.databricks.com/jobs/notifications, "HTTP webhook payloads"
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from functions.intake.announcing import ignored
from functions.intake.completions import ask
from functions.intake.entrance import Knock, Neighbours, believe
from functions.intake.proofs import password
from shared.mirror import row_of
from shared.replies import Reply
from shared.runs import Runs

OURS = re.compile(r"\bgatehouse ([a-z0-9_]+-[0-9a-f]{16})\b")
ENDS = ("jobs.on_success", "jobs.on_failure")


@dataclass(frozen=True, kw_only=True)
class DatabricksRun:
    """The run of a job, or of one of its tasks: that has a parent."""

    run_id: int | str
    parent_run_id: int | str = ""


@dataclass(frozen=True, kw_only=True)
class DatabricksJob:
    """The job; a one-time run goes by the name that it was submitted under."""

    name: str = ""


@dataclass(frozen=True, kw_only=True)
class DatabricksNotice:
    """What we read of a notification."""

    event_type: str
    run: DatabricksRun
    job: DatabricksJob = DatabricksJob()


def databricks_notice(knock: Knock, here: Neighbours) -> Reply:
    """The end of a job; any other notification is politely ignored."""
    notice = knock.read(DatabricksNotice)
    believe(password(knock.headers), here.job_secrets)
    if notice.event_type not in ENDS:
        return ignored(f"{notice.event_type!r:.80} is no end of a job")
    jobs = {str(notice.run.run_id), str(notice.run.parent_run_id)}
    return ask(runs_behind(notice.job.name, here.runs), jobs, here)


def runs_behind(name: str, runs: Runs) -> Iterable[str]:
    """The run that the job's name tells or, where it tells none, every run that waits for a job.

    Our jobs are called `… gatehouse RUN STEP`.
    """
    ours = OURS.search(name)
    if ours:
        return [ours[1]]
    return [row.run_id for row in map(row_of, runs.alive()) if row.jobs]
