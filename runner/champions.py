"""Champions: scored by their own code on the candidate's data, or given by their recorded figures."""

from collections.abc import Mapping

from runner import model_files, models
from runner.failures import said
from runner.order import Champion, Order
from runner.scoring import Trial
from runner.team import code_in


def beside(order: Order, held_out: Trial) -> Mapping[str, Mapping[str, object]]:
    """For each environment its champion's metrics, and whether they are of the same data."""
    scored: dict[str, dict[str, float] | None] = {}
    for champion in order.document.champions.values():
        if champion.run not in scored:
            scored[champion.run] = metrics_of(champion, order, held_out)
    return {
        environment: entry(champion, scored[champion.run])
        for environment, champion in order.document.champions.items()
    }


def entry(champion: Champion, metrics: dict[str, float] | None) -> Mapping[str, object]:
    """One champion as the gate sees it; without fresh metrics it keeps its recorded ones."""
    return {
        "version": champion.version,
        "run": champion.run,
        "metrics": dict(champion.metrics) if metrics is None else metrics,
        "same_data": metrics is not None,
    }


def metrics_of(champion: Champion, order: Order, held_out: Trial) -> dict[str, float] | None:
    """The champion's metrics on the candidate's data, `None` where it cannot be scored there."""
    into = order.work / "champions" / champion.run
    try:
        folder = model_files.download(champion.uri, into)
        with code_in(folder / "code") as its_own:
            predictions = held_out.score(its_own, models.load(folder))
        with code_in(order.folder) as code:
            return held_out.judge(code, predictions)
    # Whatever it is, the recorded figures stand: a champion that fails must not hold up its rival.
    except Exception as error:  # noqa: BLE001
        print(f"champion {champion.version} cannot be scored on this data: {said(error)}")
        return None
