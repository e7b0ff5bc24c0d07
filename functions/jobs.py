"""Ask a job how it ended, and say what came of it."""

from dataclasses import dataclass, field
from typing import Literal

import azure.functions as func

from shared import codec, contents
from shared.core.messages import (
    Champion,
    CollectJob,
    Event,
    ModelEvaluated,
    ModelTrained,
    StepFailed,
    TrainedModel,
)
from shared.handling import carry_out
from shared.ports import Blobs, Jobs, Outcome
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "collect-job")
def on_collect_job(message: func.ServiceBusMessage) -> None:
    """Collect what a job has left, if it has ended."""
    here = world()
    carry_out(
        message.get_body(),
        CollectJob,
        collect,
        here.jobs,
        here.blobs,
        bus=here.bus,
        clock=here.clock,
        delivery=message.delivery_count,
    )


@dataclass(frozen=True, kw_only=True)
class TrainingResult:
    """What the runner leaves behind after training."""

    task: Literal["train"]
    model: TrainedModel
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class EvaluationResult:
    """What the runner leaves behind after evaluation; `predictions` is a table as text."""

    task: Literal["evaluate"]
    model: TrainedModel
    metrics: dict[str, float]
    champions: dict[str, Champion]
    predictions: str


@dataclass(frozen=True, kw_only=True)
class JobResult:
    """What the runner leaves behind."""

    result: TrainingResult | EvaluationResult


def collect(order: CollectJob, jobs: Jobs, blobs: Blobs) -> tuple[Event, ...]:
    """What came of the job; nothing while it runs."""
    outcome = jobs.outcome(order.job)
    if outcome is None:
        return ()
    log = contents.keep(blobs, outcome.log)
    if not outcome.succeeded:
        return (failed(order, outcome, log),)
    return (succeeded(order, outcome, log, blobs),)


def succeeded(order: CollectJob, outcome: Outcome, log: str, blobs: Blobs) -> Event:
    """The event that the job's result amounts to."""
    common = {"candidate": order.candidate, "step": order.step, "job": order.job, "log": log}
    match codec.parse(JobResult, b'{"result":' + outcome.result + b"}").result:
        case TrainingResult() as result:
            return ModelTrained(**common, model=result.model, metrics=result.metrics)
        case EvaluationResult() as result:
            return ModelEvaluated(
                **common,
                model=result.model,
                metrics=result.metrics,
                champions=result.champions,
                predictions=contents.keep(blobs, result.predictions.encode()),
            )


def failed(order: CollectJob, outcome: Outcome, log: str) -> StepFailed:
    """The failure, with its owner and the log to look at."""
    return StepFailed(
        candidate=order.candidate,
        step=order.step,
        remark=outcome.remark,
        owner=outcome.owner,
        log=log,
    )
