"""`model.yml` has every variable it must have, each with a proper value (R-030 to R-043, R-051)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark, missing
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Fault, UnreadableDocumentError
from shared.core.findings import Owner, Priority
from shared.core.model_file import faults_in, read
from shared.core.spec import ModelSpec


def judge(tree: Tree) -> Iterator[Remark]:
    """Every fault at once."""
    found = tree.model_file
    if MODEL_FILE not in tree.files:
        yield missing(tree, MODEL_FILE, f"Add {MODEL_FILE} as UTF-8 text.")
    elif isinstance(found, UnreadableDocumentError):
        remark = f"{MODEL_FILE} cannot be read: {found.remark}"
        yield Remark(path=MODEL_FILE, remark=remark, remedy=found.remedy, line=found.line)
    else:
        yield from map(remark_on, faults_in(found, tree.surroundings.environments))


def remark_on(fault: Fault) -> Remark:
    """A fault, placed in the file."""
    return Remark(
        path=MODEL_FILE,
        remark=fault.remark,
        remedy=fault.remedy,
        line=fault.line,
        standard=fault.source,
        priority=fault.priority,
    )


def spec_of(tree: Tree) -> ModelSpec | None:
    """What `model.yml` says, `None` where it cannot count as it stands."""
    if isinstance(tree.model_file, UnreadableDocumentError):
        return None
    reading = read(tree.model_file, tree.surroundings.environments)
    return reading if isinstance(reading, ModelSpec) else None


CHECK: Final = Check(
    name="model_file",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-051",
    judge=judge,
)
