"""Training: the team's `train` on the team's data, and the model kept with its run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from runner import models, tables, tracking
from runner.metrics import checked
from runner.order import Order
from runner.parameters import Context, context_of, target_of
from runner.team import Code, code_in

if TYPE_CHECKING:
    from pandas import DataFrame


def train(order: Order) -> Mapping[str, object]:
    """Train the model, keep it, and return its place, its digest and how it does on its own data."""
    context = context_of(order)
    with code_in(order.folder) as code:
        source = "data.py: training_data"
        data = tables.table(code.call("data.py", "training_data", context), source)
        with tracking.run(order) as run:
            tracking.note_parameters(context.parameters)
            digest = tables.digest(data)
            tracking.note_data(data, digest, context.dataset_name, "training")
            model, metrics, shape = trained(code, data, context)
            uri, sum_of_files = models.keep_estimator(model, shape, order, order.code.parent)
            note_metrics(metrics)
    found = {"run": run, "uri": uri, "digest": sum_of_files, "data": digest}
    return {"model": found, "metrics": metrics}


def trained(
    code: Code, data: "DataFrame", context: Context
) -> tuple[object, dict[str, float], models.Shape]:
    """The model, its metrics on the data it was trained on, and a table such as it takes."""
    model = code.call("train.py", "train", data.copy(), context.parameters)
    seen = tables.inputs(data, target_of(context.parameters))
    given = code.call("score.py", "score", model, seen.copy())
    tables.predictions(given, len(data))
    metrics = checked(code.call("score.py", "evaluate", given, data.copy()))
    return model, {f"training_{name}": value for name, value in metrics.items()}, shape(model, seen)


def shape(model: object, seen: "DataFrame") -> models.Shape:
    """The columns an estimator was fitted on, and what its own `predict` gives for them."""
    columns = getattr(model, "feature_names_in_", seen.columns)
    known = seen[[name for name in columns if name in seen.columns]]
    predict = getattr(model, "predict", None)
    return models.Shape(inputs=known, predictions=predict(known.head()) if predict else None)


def note_metrics(metrics: Mapping[str, float]) -> None:
    """Keep the metrics with the run."""
    import mlflow

    mlflow.log_metrics(dict(metrics))
