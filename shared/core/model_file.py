"""What `model.yml` says about a model, or everything that is wrong with it at once (R-043)."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pydantic import TypeAdapter

from shared.core.document import Document, Fault, UnreadableDocumentError
from shared.core.faults import faults_of
from shared.core.findings import Priority
from shared.core.pair_rules import threshold_faults, thresholds_in, worker_faults
from shared.core.runtime_names import runtime_name
from shared.core.spec import ModelSpec, ModelType
from shared.core.values import MAX_NAME, MODEL_TYPE, is_name
from shared.core.variables import MODEL_VARIABLES


def read(document: Document, environments: tuple[str, ...]) -> ModelSpec | tuple[Fault, ...]:
    """What the document says, or all its faults that are required to be mended.

    `environments` are those a threshold may be meant for.
    """
    faults = faults_in(document, environments)
    grave = tuple(fault for fault in faults if fault.priority is Priority.REQUIRED)
    return grave or spec_of(document)


def model_type(model_file: Document | UnreadableDocumentError) -> ModelType | None:
    """How the model comes to be, `None` where nobody can tell (R-035: Supervised by default)."""
    if not isinstance(model_file, Document):
        return None
    written = model_file.values.get("MODEL_TYPE")
    if written is None:
        return ModelType.SUPERVISED
    return ModelType(str(written)) if MODEL_TYPE.fits(written) else None


def slug(name: str) -> str:
    """The nearest name that is fit for paths and registries; such a name stays as it is (R-030)."""
    if is_name(name):
        return name
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not words[:1].isalpha():
        words = f"model_{words}"
    return words[:MAX_NAME].rstrip("_")


def faults_in(document: Document, environments: tuple[str, ...]) -> Iterator[Fault]:
    """Everything that is wrong: how it is written, variable by variable, and between them."""
    yield from document.faults
    yield from faults_of(document, document.values, MODEL_VARIABLES)
    yield from worker_faults(document)
    yield from threshold_faults(document, environments)


def spec_of(document: Document) -> ModelSpec:
    """The values of a document without faults."""
    values = given(document.values)
    values["FINANCIAL_ID"] = str(values.get("FINANCIAL_ID", ""))
    if runtime := runtime_name(str(values.get("DATABRICKS_RUNTIME", ""))):
        values["DATABRICKS_RUNTIME"] = runtime.key
    values["thresholds"] = [given(entry) for entry in thresholds_in(document)]
    return adapter().validate_python({name.lower(): value for name, value in values.items()})


def given(values: Mapping[str, object]) -> dict[str, object]:
    """The values without those that are null, which is to leave them out."""
    return {name: value for name, value in values.items() if value is not None}


@cache
def adapter() -> TypeAdapter[ModelSpec]:
    """What makes a specification of plain values."""
    return TypeAdapter(ModelSpec)
