"""How a run ended, by the words of the Jobs API, and whose it is: the team's, ours, the cloud's.

The lists are those of `TerminationCodeCode` and `TerminationTypeType`
(https://docs.databricks.com/api/workspace/jobs/getrun); a word that is not in them yet counts as
the platform's trouble, and another job is tried.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.asking import clean
from shared.core.findings import Owner

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import Run, RunTask

TERMINAL = {"TERMINATED", "SKIPPED", "INTERNAL_ERROR"}
SUCCEEDED = {"SUCCESS", "SUCCESS_WITH_FAILURES"}
CANCELLED = {"CANCELED", "UPSTREAM_CANCELED"}
TEAM = {"RUN_EXECUTION_ERROR", "LIBRARY_INSTALLATION_ERROR", "DRIVER_ERROR"}
# The same request would get the same refusal: a setting or a right has to be mended first.
SETTINGS = {
    "BUDGET_POLICY_LIMIT_EXCEEDED",
    "DISABLED",
    "FEATURE_DISABLED",
    "INVALID_CLUSTER_REQUEST",
    "INVALID_RUN_CONFIGURATION",
    "RESOURCE_NOT_FOUND",
    "UNAUTHORIZED_ERROR",
}
MEANING = {
    "DRIVER_ERROR": "the driver stopped, most often for want of memory; let the job need less",
    "LIBRARY_INSTALLATION_ERROR": "a package could not be installed; mend the environment file",
}


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a run ended.  `told` says that the job itself may have left word why."""

    succeeded: bool
    remark: str = ""
    owner: Owner = Owner.MODEL_DEV
    passing: bool = False
    told: bool = False


def ending_of(run: "Run") -> Ending | None:
    """How the run ended, `None` where it has not."""
    if life_of(run) not in TERMINAL:
        return None
    result = run.state.result_state.value if run.state and run.state.result_state else ""
    if result in SUCCEEDED:
        return Ending(succeeded=True, told=True)
    if result == "TIMEDOUT":
        return too_long(run)
    code, kind, words = reason_of(run)
    if code == "USER_CANCELED" or (result in CANCELLED and not by_the_platform(run, code)):
        return Ending(succeeded=False, remark="the job was cancelled", owner=Owner.GBI)
    if result == "FAILED" and not code and not kind:
        code = "RUN_EXECUTION_ERROR"
    return failure(code, kind, words)


def by_the_platform(run: "Run", code: str) -> bool:
    """Whether it was no person who cancelled the run, by the workspace's own word."""
    by_others = run.state.user_cancelled_or_timedout if run.state else None
    return code == "CANCELED" and by_others is False


def failure(code: str, kind: str, words: str) -> Ending:
    """Whose a failure is, and whether another job may do better."""
    said = ": ".join(filter(None, (code, words)))
    if kind == "CLOUD_FAILURE" or code == "CLOUD_FAILURE":
        return Ending(succeeded=False, remark=f"the cloud: {said}", owner=Owner.GBI, passing=True)
    if kind != "INTERNAL_ERROR" and code in TEAM:
        meant = MEANING.get(code, "the job failed; see the log")
        remark = f"{meant} ({words})" if words else meant
        return Ending(succeeded=False, remark=remark, told=code == "RUN_EXECUTION_ERROR")
    return Ending(
        succeeded=False,
        remark=f"the platform: {said or 'the run ended without a reason'}",
        owner=Owner.GBI,
        passing=code not in SETTINGS,
    )


def too_long(run: "Run") -> Ending:
    """A run that met its deadline: the team's, unless it never got to run at all."""
    if not any(task.execution_duration or run.execution_duration for task in run.tasks or ()):
        remark = "the platform: the job waited for a cluster until its deadline, and never ran"
        return Ending(succeeded=False, remark=remark, owner=Owner.GBI, passing=True)
    remedy = "let it do less, or ask GBI to raise the deadline in GATEHOUSE_POLICY"
    return Ending(succeeded=False, remark=f"the job met its deadline and was stopped; {remedy}")


def life_of(run: "Run") -> str:
    """How far the run is."""
    if run.state and run.state.life_cycle_state:
        return run.state.life_cycle_state.value
    return run.status.state.value if run.status and run.status.state else ""


def reason_of(run: "Run") -> tuple[str, str, str]:
    """Code, type and message: the task's own where it has them, for the run only sums up."""
    for each in (*(run.tasks or ()), run):
        code, kind, words = details_of(each)
        if (code or kind) and code != "SUCCESS":
            return code, kind, words
    internal = life_of(run) == "INTERNAL_ERROR"
    words = clean(run.state.state_message or "") if run.state else ""
    return ("INTERNAL_ERROR" if internal else "", "", words)


def details_of(part: "Run | RunTask") -> tuple[str, str, str]:
    """The termination details of a run or a task, empty where there are none."""
    details = part.status.termination_details if part.status else None
    if details is None:
        return "", "", ""
    code = details.code.value if details.code else ""
    kind = details.type.value if details.type else ""
    return code, kind, clean(details.message or "")
