"""A model's libraries are named in one place: a conda file, a pip file or an image (R-032)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.libraries import CONDA, PIP, Libraries, environment_in, project_in
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.findings import Owner, Priority
from shared.core.values import FILE

NAME: Final = "ENVIRONMENT_FILE"


def judge(tree: Tree) -> Iterator[Remark]:
    """The file that is named is there; where none is, one of the two is; and all of it is read."""
    named = tree.model_file.values.get(NAME) if isinstance(tree.model_file, Document) else None
    # A value that names no such file is found with everything else that is wrong with values.
    if isinstance(tree.model_file, Document) and (named is None or FILE.fits(named)):
        built = tree.model_file.values.get("IMAGE") is not None
        line = tree.model_file.line(NAME)
        for remark, remedy in faults_in(tree, "" if named is None else str(named), built):
            yield Remark(path=MODEL_FILE, remark=remark, remedy=remedy, line=line)
    libraries = environment_in(tree)
    yield from not_understood(libraries, Priority.REQUIRED)
    yield from unverified(tree, libraries.path)
    yield from not_understood(project_in(tree), Priority.ADVISED)


def not_understood(libraries: Libraries, priority: Priority) -> Iterator[Remark]:
    """Lines that ask for something no job can have, or that mean nothing."""
    for odd in libraries.odd:
        yield Remark(
            path=libraries.path,
            remark=odd.remark,
            remedy=odd.remedy,
            line=odd.line,
            priority=priority,
        )


def unverified(tree: Tree, path: str) -> Iterator[Remark]:
    """Hashes promise what does not happen."""
    if "--hash" in tree.files.get(path, ""):
        remark = "hashes are given, and a cluster's libraries are installed without comparing them"
        remedy = "Do not rely on them: the platform's index answers for what it holds."
        yield Remark(path=path, remark=remark, remedy=remedy, priority=Priority.NICE)


def faults_in(tree: Tree, named: str, built: bool) -> Iterator[tuple[str, str]]:
    """What is wrong, and what to do; `built` says that there is an image."""
    there = sorted({CONDA, PIP} & tree.names)
    if named and named not in tree.files:
        remark = f"{NAME} names {named[:60]!r}, which is {tree.absence(named)}"
        yield remark, "Add the file, or name the one that is there."
    elif not named and len(there) > 1:
        yield f"there are both {CONDA} and {PIP}", f"Write {NAME} to say which counts."
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
