"""Scoring in an environment: with the version that is champion there when the job starts (R-075)."""

from collections.abc import Mapping

from runner import model_files, models, tables, tracking
from runner.context import context_of, target_of
from runner.order import Order
from runner.scoring import prepare
from runner.team import Code, code_in

OWN = "scoring_data"
FALLBACK = "evaluation_data"


def score(order: Order) -> Mapping[str, object]:
    """Leave `predictions.csv`, one row for each row of the data, by the champion's own code.

    The data are what `scoring_data` in the champion's `data.py` returns or, where there is no such
    function, `evaluation_data` without the target.
    """
    tracking.address(order)
    uri = f"models:/{order.document.registered_model}@champion"
    folder = model_files.download(uri, order.work / "champion")
    with code_in(folder / "code") as its_own:
        context = context_of(order)
        prepare(its_own, context)
        function = source_in(its_own)
        data = tables.table(its_own.call("data.py", function, context), f"data.py: {function}")
        inputs = data.drop(columns=target_of(context.parameters), errors="ignore")
        given = its_own.call("score.py", "score", models.load(folder), inputs)
    predicted = tables.predictions(given, len(data))
    predicted.to_csv(order.work / "predictions.csv", index_label="row", lineterminator="\n")
    return {"task": order.task, "model": uri, "rows": len(predicted)}


def source_in(code: Code) -> str:
    """The function that gives the data to score."""
    return OWN if code.has("data.py", OWN) else FALLBACK
