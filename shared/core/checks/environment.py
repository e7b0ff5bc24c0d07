"""A model's libraries are named in one place: a conda file, a pip file or an image (R-032)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.findings import Owner, Priority

CONDA: Final = "environment.yml"
PIP: Final = "requirements.txt"


def judge(tree: Tree) -> Iterator[Remark]:
    """The file that is named is there; where none is named, one of the two is, and not both."""
    if isinstance(tree.model_file, Document):
        named = tree.model_file.values.get("ENVIRONMENT_FILE")
        built = tree.model_file.values.get("IMAGE") is not None
        line = tree.model_file.line("ENVIRONMENT_FILE")
        for remark, remedy in faults_in(tree, "" if named is None else str(named), built):
            yield Remark(path=MODEL_FILE, remark=remark, remedy=remedy, line=line)


def faults_in(tree: Tree, named: str, built: bool) -> Iterator[tuple[str, str]]:
    """What is wrong, and what to do; `built` says that there is an image."""
    there = sorted({CONDA, PIP} & tree.names)
    if named and named not in tree.files:
        remark = f"ENVIRONMENT_FILE names {named[:60]!r}, which is {tree.absence(named)}"
        yield remark, "Add the file, or name the one that is there."
    elif not named and len(there) > 1:
        yield f"there are both {CONDA} and {PIP}", "Write ENVIRONMENT_FILE to say which counts."
    elif not named and not there and not built:
        remedy = f"Add {CONDA} (conda) or {PIP} (pip), with the versions."
        yield "nothing says which libraries the model needs", remedy


CHECK: Final = Check(
    name="environment",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-032",
    judge=judge,
)
