"""Ask a job how it ended, and say what came of it."""

from dataclasses import dataclass, field
from typing import Literal

import azure.functions as func

from shared import codec, contents
from shared.codec import UnreadableError
from shared.core.errors import RefusedError
from shared.core.messages import (
    CancelJob,
    Champion,
    CollectJob,
    Event,
    JobLost,
    ModelEvaluated,
    ModelTrained,
    StepFailed,
    TrainedModel,
)
from shared.doors import obey
from shared.ports import Blobs, Jobs, Outcome
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "collect-job")
def on_collect_job(message: func.ServiceBusMessage) -> None:
    """Collect what a job has left, if it has ended."""
    obey(message, CollectJob, collect, world().jobs, world().blobs)


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "cancel-job")
def on_cancel_job(message: func.ServiceBusMessage) -> None:
    """Stop a job whose run has ended."""
    obey(message, CancelJob, cancel, world().jobs)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What every result says of itself."""

    task: Literal["train", "evaluate"]


@dataclass(frozen=True, kw_only=True)
class TrainingResult:
    """What the runner leaves behind after training."""

    model: TrainedModel
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class EvaluationResult:
    """What the runner leaves behind after evaluation; `predictions` is a table as text."""

    model: TrainedModel
    metrics: dict[str, float]
    champions: dict[str, Champion]
    predictions: str


class SenselessResultError(RefusedError):
    """A job has left something that is no result."""


def cancel(order: CancelJob, jobs: Jobs) -> tuple[Event, ...]:
    """Stop the job, where it still runs; nobody waits to hear of it."""
    jobs.cancel(order.job)
    return ()


def collect(order: CollectJob, jobs: Jobs, blobs: Blobs) -> tuple[Event, ...]:
    """What came of the job; nothing while it runs."""
    outcome = jobs.outcome(order.job)
    if outcome is None:
        return ()
    log = contents.keep(blobs, outcome.log)
    if not outcome.succeeded:
        return (failed(order, outcome, log),)
    try:
        return (succeeded(order, outcome.result, log, blobs),)
    except UnreadableError as error:
        raise SenselessResultError(
            f"job {order.job}: what it left behind makes no sense: {error}; its log is contents/{log}"
        ) from error


def succeeded(order: CollectJob, result: bytes, log: str, blobs: Blobs) -> Event:
    """The event that the job's result amounts to, whatever step it was expected for."""
    if codec.parse(Result, result).task == "train":
        return trained(order, codec.parse(TrainingResult, result), log)
    return evaluated(order, codec.parse(EvaluationResult, result), log, blobs)


def trained(order: CollectJob, result: TrainingResult, log: str) -> ModelTrained:
    """The model that training has left behind."""
    return ModelTrained(
        candidate=order.candidate,
        step=order.step,
        job=order.job,
        log=log,
        model=result.model,
        metrics=result.metrics,
    )


def evaluated(
    order: CollectJob, result: EvaluationResult, log: str, blobs: Blobs
) -> ModelEvaluated:
    """The figures that evaluation has left behind, its predictions kept for whoever doubts them."""
    return ModelEvaluated(
        candidate=order.candidate,
        step=order.step,
        job=order.job,
        log=log,
        model=result.model,
        metrics=result.metrics,
        champions=result.champions,
        predictions=contents.keep(blobs, result.predictions.encode()),
    )


def failed(order: CollectJob, outcome: Outcome, log: str) -> StepFailed | JobLost:
    """The failure, with its owner and the log to look at, or the loss of a job of which none is."""
    if outcome.passing:
        return JobLost(
            candidate=order.candidate,
            step=order.step,
            job=order.job,
            remark=outcome.remark,
            log=log,
        )
    return StepFailed(
        candidate=order.candidate,
        step=order.step,
        remark=outcome.remark,
        owner=outcome.owner,
        log=log,
    )
