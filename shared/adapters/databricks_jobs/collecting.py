"""Collecting a run: whether it has ended, and what came of it.

https://docs.databricks.com/api/workspace/jobs/getrun
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.endings import ending_of
from shared.adapters.databricks_jobs.leavings import log_of, outcome_of
from shared.adapters.databricks_jobs.site import Site
from shared.core.errors import RefusedError
from shared.ports import Outcome

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import Run


def outcome(site: Site, job: str) -> Outcome | None:
    """How the run ended, `None` while it is under way."""
    run = ours(site, job)
    folder, ending = folder_of(site, run), ending_of(run)
    if ending is None:
        return None
    return outcome_of(ending, folder, site.volume, log_of(run, site.client.jobs))


def cancel(site: Site, job: str) -> None:
    """Stop the run, where it is under way."""
    from databricks.sdk.errors import InvalidState

    run = ours(site, job)
    folder_of(site, run)
    # It may have ended since we looked.
    with suppress(InvalidState):
        if ending_of(run) is None:
            site.client.jobs.cancel_run(int(job))


def ours(site: Site, job: str) -> "Run":
    """The run of that id.  Raises `RefusedError` for what is no id, or nobody's."""
    if not (job.isascii() and job.isdigit()):
        raise RefusedError(f"job {job!r}: no run of a workspace; it may belong to another platform")
    return site.client.jobs.get_run(int(job))


def folder_of(site: Site, run: "Run") -> str:
    """Where the run leaves what comes of it.  Raises `RefusedError` for a run that is not ours."""
    for task in run.tasks or ():
        python, notebook = task.spark_python_task, task.notebook_task
        given = (python.parameters if python else None) or []
        if notebook and notebook.base_parameters:
            given = [notebook.base_parameters.get(name, "") for name in ("root", "order", "sha256")]
            given.append(notebook.base_parameters.get("out", ""))
        match given:
            case [site.volume.root, _, _, str(folder)] if folder.startswith("jobs/"):
                return folder
    raise RefusedError(f"job {run.run_id}: a run of the {site.address} that we did not submit")
