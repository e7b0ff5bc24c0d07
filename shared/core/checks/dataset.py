"""The table specification that a job is told of is in the model's folder (R-039)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.findings import Owner, Priority
from shared.core.values import PATH

NAME: Final = "DATASET_TEMPLATE_FILE"


def judge(tree: Tree) -> Iterator[Remark]:
    """A path that is none is found elsewhere, with everything else that is wrong with values."""
    named = table_in(tree)
    if isinstance(tree.model_file, Document) and named and named not in tree.files:
        yield Remark(
            path=MODEL_FILE,
            remark=f"{NAME} names {named[:60]!r}, which is {tree.absence(named)}",
            remedy="Add the file to the model's folder, or name the one that is there.",
            line=tree.model_file.line(NAME),
        )


def table_in(tree: Tree) -> str:
    """The file that DATASET_TEMPLATE_FILE names, empty where it names none."""
    found = tree.model_file
    named = found.values.get(NAME) if isinstance(found, Document) else None
    return str(named) if PATH.fits(named) else ""


CHECK: Final = Check(
    name="dataset",
    priority=Priority.EXPECTED,
    owner=Owner.MODEL_DEV,
    standard="R-039",
    judge=judge,
)
