"""Evaluation: candidate and champions score the same data, and the candidate's metrics judge both."""

from collections.abc import Mapping
from dataclasses import asdict

from runner import champions, model_files, models, tables, tracking
from runner.failures import TeamError
from runner.models import Shape
from runner.order import Order, TrainedModel
from runner.scoring import Trial, trial
from runner.team import Code, code_in


def evaluate(order: Order) -> Mapping[str, object]:
    """Score the candidate, and beside it the champion of each environment."""
    with code_in(order.folder) as code:
        held_out = trial(order, code, "evaluation_data")
        if order.document.model is None:
            model, metrics, predictions = rules(order, code, held_out)
        else:
            model, metrics, predictions = estimator(order, order.document.model, code, held_out)
    table = tables.predictions(predictions, len(held_out.data))
    return {
        "task": order.task,
        "model": asdict(model),
        "metrics": metrics,
        "champions": champions.beside(order, held_out),
        "predictions": tables.as_csv(held_out.data, table, held_out.target),
        "data": held_out.digest,
    }


def estimator(
    order: Order, model: TrainedModel, code: Code, held_out: Trial
) -> tuple[TrainedModel, Mapping[str, float], object]:
    """A model that was trained: verified, loaded, and scored within its own run."""
    if held_out.digest == model.data:
        raise TeamError(
            "data.py: evaluation_data returned the very data of training_data; "
            "hold out rows that the model has not seen"
        )
    with tracking.run(order, resumed=model.run):
        tracking.note_data(held_out, order, "evaluation")
        loaded = models.load(model_files.fetch(model, order.work / "candidate"))
        predictions = held_out.score(code, loaded)
        metrics = held_out.judge(code, predictions)
        tracking.note_metrics(metrics)
    return model, metrics, predictions


def rules(
    order: Order, code: Code, held_out: Trial
) -> tuple[TrainedModel, Mapping[str, float], object]:
    """Rules, which nobody trained: scored, and kept as a model with a run of their own."""
    parameters = held_out.context.parameters
    with tracking.run(order) as run:
        tracking.note_parameters(parameters)
        tracking.note_data(held_out, order, "evaluation")
        predictions = held_out.score(code, dict(parameters))
        metrics = held_out.judge(code, predictions)
        tracking.note_metrics(metrics)
        shape = Shape(inputs=held_out.inputs(), predictions=predictions)
        uri, digest = models.keep_rules(parameters, shape, order)
    model = TrainedModel(run=run, uri=uri, digest=digest, data=held_out.digest)
    return model, metrics, predictions
