"""Collecting a run: whether it has ended, and what it left in the volume and in its log.

https://docs.databricks.com/api/workspace/jobs/getrun
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.endings import Ending, ending_of
from shared.adapters.databricks_jobs.site import Site
from shared.adapters.databricks_jobs.volume import Volume
from shared.codec import UnreadableError, parse
from shared.core.errors import RefusedError
from shared.core.findings import Owner
from shared.ports import Outcome

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import JobsAPI, Run

LARGEST_RESULT = 8 * 1024 * 1024
LARGEST_FAILURE = 64 * 1024
LONGEST_REMARK = 2000
LONGEST_LOG = 1024 * 1024
CUT = b"[what came before this was not kept]\n"
NO_RESULT = "the job ended without a result: something in it left Python early"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What the runner says of a failure.  The team's code can write there, too."""

    remark: str
    owner: Owner
    passing: bool = False


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


def outcome_of(ending: Ending, folder: str, volume: Volume, log: bytes) -> Outcome:
    """The ending, with what the job left in its folder."""
    if ending.succeeded:
        result = volume.read(f"{folder}/result.json", limit=LARGEST_RESULT)
        if result is not None:
            return Outcome(succeeded=True, result=result, log=log)
        ending = Ending(succeeded=False, remark=NO_RESULT)
    failure = failure_in(folder, volume) if ending.told else None
    return Outcome(
        succeeded=False,
        result=b"",
        log=log,
        remark=failure.remark[:LONGEST_REMARK] if failure else ending.remark,
        owner=failure.owner if failure else ending.owner,
        passing=failure.passing if failure else ending.passing,
    )


def failure_in(folder: str, volume: Volume) -> Failure | None:
    """What the runner said, `None` where it said nothing readable."""
    said = volume.read(f"{folder}/failure.json", limit=LARGEST_FAILURE)
    try:
        return parse(Failure, said) if said else None
    except UnreadableError:
        return None


def log_of(run: "Run", jobs: "JobsAPI") -> bytes:
    """What the job printed, of a long log the end; nothing where the workspace kept none."""
    text = "".join(said for task in run.tasks or () for said in printed(task.run_id, jobs))
    log = text.encode()
    return log if len(log) <= LONGEST_LOG else CUT + log[-LONGEST_LOG:]


def printed(task: int | None, jobs: "JobsAPI") -> Iterator[str]:
    """Output and error of one task: a notebook has no output here, only its error."""
    from databricks.sdk.errors import BadRequest, NotFound

    if task is None:
        return
    try:
        output = jobs.get_run_output(task)
    except (BadRequest, NotFound):
        return
    yield output.logs or ""
    if output.error and output.error not in (output.logs or ""):
        yield f"{output.error}\n"
    if output.error_trace and output.error_trace not in (output.logs or ""):
        yield f"{output.error_trace}\n"
