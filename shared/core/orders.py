"""What is ordered at each step, made of what is known by then."""

from datetime import datetime

from shared.core import approvals
from shared.core.messages import (
    CommitState,
    PromoteModel,
    PublishModel,
    ReportFindings,
    ReportStatus,
    RunChecks,
    ScheduleScoring,
    StartEvaluation,
    StartTraining,
)
from shared.core.run import Run
from shared.core.spec import ModelSpec, ModelType


def announce(run: Run, at: datetime) -> ReportStatus:
    """Show on the commit that its run has begun."""
    return ReportStatus(
        candidate=run.candidate,
        step="announcement",
        state=CommitState.PENDING,
        description="Gatehouse is looking at this commit",
    )


def check(run: Run, at: datetime) -> RunChecks:
    """Judge the repository."""
    return RunChecks(candidate=run.candidate, step="checks")


def report_findings(run: Run, at: datetime) -> ReportFindings:
    """Show what was found where people work."""
    return shown(run, "findings")


def conclude(run: Run) -> ReportFindings:
    """Show there how the run has ended."""
    return shown(run, "conclusion")


def shown(run: Run, step: str) -> ReportFindings:
    """The order to show what there is to show by then."""
    ref = run.pushed.push.ref if run.pushed else ""
    return ReportFindings(candidate=run.candidate, step=step, ref=ref)


def train(run: Run, at: datetime) -> StartTraining:
    """Train from what was checked."""
    return StartTraining(
        candidate=run.candidate,
        step="training",
        bundle=bundle(run),
        spec=spec(run),
        attempt=run.attempt("training"),
    )


def evaluate(run: Run, at: datetime) -> StartEvaluation:
    """Score what was trained or, where nothing is, the rules."""
    return StartEvaluation(
        candidate=run.candidate,
        step="evaluation",
        bundle=bundle(run),
        spec=spec(run),
        model=run.trained.model if run.trained else None,
        environments=run.policy.names,
        attempt=run.attempt("evaluation"),
    )


def job_key(order: StartTraining | StartEvaluation) -> str:
    """What the job is known by: a job that was lost makes room for another."""
    key = f"{order.candidate.run_id}/{order.step}"
    return key if order.attempt == 1 else f"{key}/{order.attempt}"


def promote(run: Run, environment: str) -> PromoteModel:
    """The order that moves the model into an environment."""
    assert run.evaluated is not None
    champion = run.evaluated.champions.get(environment)
    return PromoteModel(
        candidate=run.candidate,
        step=f"promotion@{environment}",
        environment=environment,
        model=run.evaluated.model,
        metrics=run.evaluated.metrics,
        approvals=approvals.approvers(run, environment),
        evidence=approvals.evidence_of(run, environment),
        champion=champion.version if champion else "",
        team=spec(run).team_name,
    )


def publish(run: Run, at: datetime) -> PublishModel:
    """The order that publishes the version of the last environment."""
    promoted = run.promoted(run.policy.names[-1])
    assert run.evaluated is not None
    assert promoted is not None
    return PublishModel(
        candidate=run.candidate,
        step="publication",
        model=run.evaluated.model,
        target=spec(run).artifactory_repository_model,
        version=promoted.version,
        bundle=bundle(run),
        approvals=approvals.approvers(run, run.policy.names[-1]),
    )


def schedule(run: Run, at: datetime) -> ScheduleScoring:
    """The order that has a saved job score with the champion of the last environment."""
    last = run.policy.names[-1]
    promoted = run.promoted(last)
    assert promoted is not None
    return ScheduleScoring(
        candidate=run.candidate,
        step="scheduling",
        environment=last,
        registered_model=promoted.registered_model,
        bundle=bundle(run),
        spec=spec(run),
    )


def untrained(run: Run) -> bool:
    """Whether there is nothing to train: rules, or an unsupervised model without `train.py`."""
    trains = run.checked is not None and run.checked.trains
    return not trains or spec(run).model_type is ModelType.RULE_BASED


def bundle(run: Run) -> str:
    """The digest of what was checked."""
    return run.checked.bundle if run.checked else ""


def spec(run: Run) -> ModelSpec:
    """What the team said about its model; the checks have let it pass."""
    assert run.spec is not None
    return run.spec
