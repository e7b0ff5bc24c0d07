"""The Databricks runtime that a model's jobs get: what it names itself, else the platform's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared.core.checks.check import Remark
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.findings import Priority
from shared.core.runtime_names import RuntimeName, Variant, runtime_name
from shared.core.runtimes import Runtime, find
from shared.core.values import RUNTIME

VARIABLE: Final = "DATABRICKS_RUNTIME"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A runtime by its name, and what is known of it; `line` is where the model names it."""

    name: RuntimeName
    runtime: Runtime | None
    line: int | None = None


def chosen_in(tree: Tree) -> Chosen | None:
    """What jobs run on, `None` where that is no Databricks, or has a name that nobody knows."""
    around = tree.surroundings
    name, line = named_in(tree)
    name = name or runtime_name(around.runtime)
    if name is None:
        return None
    return Chosen(name=name, runtime=find(around.runtimes, name), line=line)


def sibling(tree: Tree, chosen: Chosen, variant: Variant) -> Runtime | None:
    """The same version, made for something else."""
    return find(tree.surroundings.runtimes, chosen.name.as_variant(variant))


def named_in(tree: Tree) -> tuple[RuntimeName | None, int | None]:
    """What the model names, and on which line; what is no name, another check tells of."""
    if not isinstance(tree.model_file, Document):
        return None, None
    value = tree.model_file.values.get(VARIABLE)
    name = runtime_name(str(value)) if RUNTIME.fits(value) else None
    return name, tree.model_file.line(VARIABLE) if name else None


def image_in(tree: Tree) -> bool:
    """Whether an image holds what jobs need, so that the runtime's own libraries do not count."""
    values = tree.model_file.values if isinstance(tree.model_file, Document) else {}
    return values.get("IMAGE") is not None


def departure(tree: Tree, chosen: Chosen) -> Iterator[Remark]:
    """Where the model names something else than the platform has."""
    own = runtime_name(tree.surroundings.runtime)
    if own is None or own.key == chosen.name.key:
        return
    kinds = [name.variant is Variant.SERVERLESS for name in (own, chosen.name)]
    if kinds[0] is not kinds[1]:
        here = "on serverless compute" if kinds[0] else "on clusters"
        remark = f"{VARIABLE} is {chosen.name.key}, and jobs run {here} here, with {own.key}"
        remedy = f"Remove {VARIABLE}, or name a runtime for jobs {here}."
        yield Remark(path=MODEL_FILE, remark=remark, remedy=remedy, line=chosen.line)
    else:
        yield Remark(
            path=MODEL_FILE,
            remark=f"jobs run on {chosen.name.key}, not on the platform's {own.key}",
            remedy=f"Remove {VARIABLE}, unless the model needs that one.",
            line=chosen.line,
            priority=Priority.OPTIONAL,
        )
