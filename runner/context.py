"""What the team's functions are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.failures import TeamError
from runner.order import Order


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the functions in `data.py` are told; `folder` is where `model.yml` lies."""

    parameters: Mapping[str, object]
    folder: Path
    dataset_name: str
    dataset_template_file: str
    brand: str


def context_of(order: Order) -> Context:
    """What the team's functions may know."""
    spec = order.document.spec
    return Context(
        parameters=dict(spec.parameters),
        folder=order.folder.resolve(),
        dataset_name=spec.dataset_name,
        dataset_template_file=spec.dataset_template_file,
        brand=order.candidate.brand,
    )


def target_of(parameters: Mapping[str, object]) -> str:
    """The column that is to be predicted, empty where the parameters name none."""
    target = parameters.get("target", "")
    if not isinstance(target, str):
        raise TeamError(f"model.yml: parameters.target is {target!r}; give the name of a column")
    return target
