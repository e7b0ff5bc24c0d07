"""The team's parameters, out of `model.yml`."""

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
        parameters={**parameters_in(order.folder), **order.document.parameters},
        folder=order.folder.resolve(),
        dataset_name=spec.dataset_name,
        dataset_template_file=spec.dataset_template_file,
        brand=order.candidate.brand,
    )


def parameters_in(folder: Path) -> Mapping[str, object]:
    """The `parameters` of the folder's `model.yml`, none where it gives none."""
    import yaml

    try:
        given = yaml.safe_load((folder / "model.yml").read_bytes())
        parameters = given.get("parameters") or {}
        return {name_of(name): value for name, value in parameters.items()}
    except (OSError, AttributeError, ValueError, yaml.YAMLError) as error:
        raise TeamError(f"model.yml: parameters cannot be read: {error}") from error


def name_of(name: object) -> str:
    """The name of a parameter, which must be text."""
    if not isinstance(name, str):
        raise TeamError(f"model.yml: parameter {name!r} has a name that is not text; quote it")
    return name


def target_of(parameters: Mapping[str, object]) -> str:
    """The column that is to be predicted, empty where the parameters name none."""
    target = parameters.get("target", "")
    if not isinstance(target, str):
        raise TeamError(f"model.yml: parameters.target is {target!r}; give the name of a column")
    return target
