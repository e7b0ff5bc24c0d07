"""One table, scored by whichever model and judged by whichever metrics: nobody sees the target."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner import tables
from runner.context import Context, context_of, target_of
from runner.failures import TeamError
from runner.metrics import checked
from runner.order import Order
from runner.team import Code

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The data a job is about, and what it is to be scored for."""

    context: Context
    data: "DataFrame"
    digest: str
    target: str
    wanted: tuple[str, ...] = ()

    def inputs(self) -> "DataFrame":
        """A copy of what a model may see."""
        kept = self.data.drop(columns=[self.target] if self.target else [])
        copied: DataFrame = kept.copy()
        return copied

    def score(self, code: Code, model: object) -> object:
        """The predictions of a model, one for each row."""
        given = code.call("score.py", "score", model, self.inputs())
        tables.predictions(given, len(self.data))
        return given

    def judge(self, code: Code, predictions: object) -> dict[str, float]:
        """The metrics of predictions, checked."""
        given = code.call("score.py", "evaluate", predictions, self.data.copy())
        return checked(given, self.wanted)


def prepare(code: Code, context: Context) -> None:
    """The stage before all others, on the same machine, where the team has anything to prepare."""
    if code.has("data.py", "prepare"):
        code.call("data.py", "prepare", context)


def trial(order: Order, code: Code, function: str) -> Trial:
    """The data that a function in `data.py` returns.  Raises `TeamError` where it is none."""
    context = context_of(order)
    prepare(code, context)
    data = tables.table(code.call("data.py", function, context), f"data.py: {function}")
    target = target_of(context.parameters)
    if target and target not in data.columns:
        raise TeamError(f"data.py: {function} returned no column {target}, the target in model.yml")
    wanted = {threshold.metric for threshold in order.document.spec.thresholds}
    return Trial(
        context=context,
        data=data,
        digest=tables.digest(data),
        target=target,
        wanted=tuple(sorted(wanted)),
    )
