"""A model's variables as they count: those of `model.yml`, or what counts in their place."""

from collections.abc import Iterator, Mapping

from local.doctor.configuration import DEFAULT, UNSET, Shown
from local.doctor.masks import masked, masked_pair
from shared.core.checks.libraries import CONDA, PIP
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.variables import MODEL_VARIABLES, Variable


def variables(document: Document, tree: Tree) -> Iterator[Shown]:
    """Every variable there is, with what counts."""
    for one in MODEL_VARIABLES:
        value = document.values.get(one.name)
        if value is None:
            yield left_out(one, tree)
        else:
            line = document.line(one.name)
            yield Shown(name=one.name, value=said(value), source=f"{MODEL_FILE}, line {line}")


def left_out(variable: Variable, tree: Tree) -> Shown:
    """What counts where nothing is given."""
    there = sorted({CONDA, PIP} & set(tree.files))
    if variable.name == "ENVIRONMENT_FILE" and len(there) == 1:
        return Shown(name=variable.name, value=there[0], source=f"{DEFAULT}: it is there")
    source = DEFAULT if variable.default else UNSET
    return Shown(name=variable.name, value=variable.default, source=source)


def said(value: object) -> str:
    """A value on one line, without what goes by the name of a secret."""
    if isinstance(value, Mapping):
        return ", ".join(masked_pair(str(name), nested(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return "; ".join(map(said, value))
    return masked(str(value).lower() if isinstance(value, bool) else str(value))


def nested(value: object) -> str:
    """A value inside another, in brackets where it has several parts."""
    return f"({said(value)})" if isinstance(value, Mapping | list) else said(value)
