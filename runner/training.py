"""Training: the team's `train` on the team's data, and the model kept with its run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from runner import models, tracking
from runner.models import Shape
from runner.order import Order
from runner.scoring import Trial, trial
from runner.team import Code, code_in

if TYPE_CHECKING:
    from pandas import DataFrame


def train(order: Order) -> Mapping[str, object]:
    """Train the model, keep it, and return its place and how it does on its own data."""
    with code_in(order.folder, order.functions) as code:
        own = trial(order, code, "training_data")
        with tracking.run(order) as run:
            tracking.note_parameters(own.context.parameters)
            tracking.note_data(own, order, "training")
            model = trained(code, own)
            metrics = seen_again(code, own, model)
            tracking.note_metrics(metrics)
            uri, files = models.keep_estimator(model, shape_of(model, own.inputs()), order)
    found = {"run": run, "uri": uri, "digest": files, "data": own.digest}
    return {"task": order.task, "model": found, "metrics": metrics}


def trained(code: Code, own: Trial) -> object:
    """What `train` returned, when it is a model we can keep."""
    model = code.call("train.py", "train", own.data.copy(), own.context.parameters)
    return models.estimator(model)


def seen_again(code: Code, own: Trial, model: object) -> dict[str, float]:
    """The metrics on the training data itself, under names that nobody takes for the real ones."""
    metrics = own.judge(code, own.score(code, model))
    return {f"training_{name}": value for name, value in metrics.items()}


def shape_of(model: object, inputs: "DataFrame") -> Shape:
    """The columns an estimator was fitted on, and what its own `predict` gives for them."""
    columns = getattr(model, "feature_names_in_", inputs.columns)
    known = inputs[[name for name in columns if name in inputs.columns]]
    predict = getattr(model, "predict", None)
    try:
        return Shape(inputs=known, predictions=predict(known.head()) if predict else None)
    # Fitted on something else than columns of this table: the outputs stay undescribed.
    except (KeyError, TypeError, ValueError):
        return Shape(inputs=known, predictions=None)
