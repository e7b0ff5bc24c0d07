"""Models as files: kept without pickle, with the code that scores them, and loaded without trust."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.environment import requirements
from runner.failures import TeamError, said
from runner.model_files import read_back
from runner.order import Order
from runner.tables import example

if TYPE_CHECKING:
    from mlflow.models.model import ModelInfo
    from pandas import DataFrame

LOADER = "gatehouse_rules"
NOT_CODE = {"tests", "notebooks", "docs"}
REMEDY = (
    "return an estimator or pipeline made of scikit-learn's own classes, "
    "or ask GBI to have the kind of model taken up"
)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A table such as the model takes, and what it gives for it."""

    inputs: "DataFrame"
    predictions: object


def estimator(model: object) -> object:
    """The model itself.  Raises `TeamError` for a kind that we cannot keep without pickle."""
    from sklearn.base import BaseEstimator

    if not isinstance(model, BaseEstimator):
        kind = f"{type(model).__module__}.{type(model).__qualname__}"
        raise TeamError(f"train.py: train returned {kind}, which has no safe format; {REMEDY}")
    return model


def keep_estimator(model: object, shape: Shape, order: Order) -> tuple[str, str]:
    """Save a scikit-learn model with its run, as skops, and return where, and its digest."""
    import mlflow.sklearn
    from mlflow.exceptions import MlflowException

    given = described(shape, order)
    try:
        saved = mlflow.sklearn.log_model(model, name="model", serialization_format="skops", **given)
    except MlflowException as error:
        raise TeamError(f"train.py: the model cannot be saved: {said(error)}; {REMEDY}") from error
    return read_back(address_of(saved), order.work)


def keep_rules(parameters: Mapping[str, object], shape: Shape, order: Order) -> tuple[str, str]:
    """Save rules, which are code and parameters, as a model, and return where, and its digest."""
    import mlflow.pyfunc

    data, loader = order.work / "parameters.json", order.work / f"{LOADER}.py"
    data.write_text(as_json(parameters), encoding="utf-8")
    shutil.copyfile(Path(__file__).with_name("rules.py"), loader)
    given = described(shape, order)
    given["code_paths"] = [*code_files(order.folder), str(loader)]
    saved = mlflow.pyfunc.log_model(
        name="model", loader_module=LOADER, data_path=str(data), **given
    )
    return read_back(address_of(saved), order.work)


def address_of(saved: "ModelInfo") -> str:
    """Where the model lies: a folder by its path, anything else by the id that its server knows."""
    path = str(saved.artifact_path)
    return path if path.startswith("file:") else str(saved.model_uri)


def described(shape: Shape, order: Order) -> dict[str, object]:
    """What every kind of model is saved with."""
    from mlflow.models import infer_signature

    return {
        "signature": infer_signature(shape.inputs, shape.predictions),
        "input_example": example(shape.inputs),
        "pip_requirements": requirements(order.folder, order.document.spec.environment_file),
        "code_paths": code_files(order.folder),
        "metadata": {
            "run_id": order.run_id,
            "commit": order.candidate.commit,
            "bundle": order.bundle,
        },
    }


def code_files(folder: Path) -> list[str]:
    """The modules and packages that score the model, without tests and notebooks."""
    found = (
        path
        for path in sorted(folder.iterdir())
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    )
    return [str(path) for path in found if path.name not in NOT_CODE]


def as_json(parameters: Mapping[str, object]) -> str:
    """The parameters as a file can keep them."""
    try:
        return json.dumps(parameters, allow_nan=False, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise TeamError(f"model.yml: parameters cannot be kept as JSON: {error}") from error


def load(folder: Path) -> object:
    """The model in a folder: an estimator out of skops, which runs no code, or parameters."""
    import yaml

    flavors = yaml.safe_load((folder / "MLmodel").read_bytes())["flavors"]
    if flavors.get("python_function", {}).get("loader_module") == LOADER:
        return json.loads((folder / flavors["python_function"]["data"]).read_bytes())
    sklearn = flavors.get("sklearn", {})
    if sklearn.get("serialization_format") != "skops":
        raise ValueError("the model is not in a format that is safe to load")
    import skops.io

    # Nothing is trusted but what skops trusts: the list in MLmodel is the model's own word.
    return skops.io.load(folder / sklearn["pickled_model"], trusted=None)
