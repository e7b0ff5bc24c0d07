"""A notebook in a repository is source like any other: read, with a language, and without data.

What it installs or starts by magic is in no environment file, and is said by no import (R-070, R-071,
R-140).  The outputs of its cells are judged by nobody here; they may hold data (R-089).
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from shared.core.checks.calls import aliases_in, calls_in
from shared.core.checks.check import Check, Remark
from shared.core.checks.effects import STARTS, effect_of
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority
from shared.core.notebook import Magic, Notebook, UnreadableNotebookError, magics_in
from shared.core.notebooks import SOURCES, notebook_in
from shared.core.paths import parent, resolved

LANGUAGES: Final = frozenset(language for language, _ in SOURCES.values())
INSTALLERS: Final = frozenset({"pip", "conda", "mamba", "uv"})
SHELLS: Final = frozenset({"!", "bash", "cmd", "script", "sh", "sx", "system"})
WORD = re.compile(r"[\w./-]+")
ENDINGS: Final = ("", *SOURCES, ".ipynb")


def judge(tree: Tree) -> Iterator[Remark]:
    """What speaks against each notebook."""
    for path, text in sorted(tree.files.items()):
        try:
            notebook = notebook_in(path, text)
        except UnreadableNotebookError as error:
            remark, remedy = f"{path} is {error}", "Save it again as a notebook, or remove it."
            yield Remark(path=path, remark=remark, remedy=remedy, priority=Priority.REQUIRED)
            continue
        if notebook:
            yield from about(path, notebook)
            for magic in magics_in(notebook):
                yield from done_by(tree, path, magic)
            yield from called_in(tree, path)


def about(path: str, notebook: Notebook) -> Iterator[Remark]:
    """Its language, and what it keeps of what it once showed."""
    if not notebook.language:
        remark = f"{path} does not say its language, and is taken for Python"
        yield Remark(path=path, remark=remark, remedy="Choose a kernel for it, and save it.")
    elif notebook.language not in LANGUAGES:
        remark = f"{path} is in {notebook.language[:40]!a}, which Databricks does not run"
        remedy = "Write it in Python, SQL, Scala or R, or remove it."
        yield Remark(path=path, remark=remark, remedy=remedy)
    if notebook.outputs:
        remark = f"{path} keeps the outputs of its cells ({notebook.outputs}), which may hold data"
        yield Remark(
            path=path,
            remark=remark,
            remedy="Clear them before you commit.",
            standard="R-089",
            priority=Priority.NICE,
        )


def done_by(tree: Tree, path: str, magic: Magic) -> Iterator[Remark]:
    """What one magic does that belongs elsewhere."""
    first = magic.rest.split(maxsplit=1)[0] if magic.rest else ""
    if magic.name in INSTALLERS or (magic.name in SHELLS and first in INSTALLERS):
        remark = f"{shown(magic)} installs packages"
        yield Remark(
            path=path, remark=remark, remedy="Name them in the environment file.", line=magic.line
        )
    elif magic.name in SHELLS:
        remark = f"{shown(magic)} starts a shell"
        remedy = "Do it in Python, or before the job."
        yield Remark(path=path, remark=remark, remedy=remedy, line=magic.line)
    elif magic.name == "run" and first:
        yield from astray(tree, path, first.strip("\"'"), magic.line)


def shown(magic: Magic) -> str:
    """A magic with its first word: what else it is given may be secret."""
    sign = "" if magic.name == "!" else "%"
    word = WORD.match(magic.rest)
    told = f"{sign}{magic.name}{' ' if sign else ''}{word[0] if word else ''}"
    return told.strip()[:60]


def astray(tree: Tree, path: str, target: str, line: int) -> Iterator[Remark]:
    """A notebook that is run from another, and lies where nobody checked it, or nowhere."""
    place = None if target.startswith("/") else resolved(parent(path), target)
    if place is None:
        remark = f"{target[:80]!a} is run, which lies outside the model's folder"
    elif any(f"{place}{ending}" in tree.names for ending in ENDINGS):
        return
    else:
        remark = f"{target[:80]!a} is run, which is not there"
    remedy = "Put it in the folder, and run it by a path that begins with `./`."
    yield Remark(path=path, remark=remark, remedy=remedy, line=line, priority=Priority.EXPECTED)


def called_in(tree: Tree, path: str) -> Iterator[Remark]:
    """Processes that its Python starts, and other notebooks that it runs."""
    module = tree.syntax(path)
    if not isinstance(module, ast.Module):
        return
    nodes = tuple(ast.walk(module))
    for name, call in calls_in(nodes, aliases_in(nodes)):
        if name == "dbutils.notebook.run":
            target = call.args[0] if call.args else None
            if isinstance(target, ast.Constant) and isinstance(target.value, str):
                yield from astray(tree, path, target.value, call.lineno)
        elif name.startswith("dbutils.library.install"):
            remedy = "Name them in the environment file."
            yield Remark(
                path=path, remark=f"{name} installs packages", remedy=remedy, line=call.lineno
            )
        elif effect_of(name) == STARTS:
            remedy = "Do it in Python, or before the job."
            yield Remark(path=path, remark=f"{name} {STARTS}", remedy=remedy, line=call.lineno)


CHECK: Final = Check(
    name="notebooks",
    priority=Priority.ADVISED,
    owner=Owner.GBI,
    standard="R-070, R-071",
    judge=judge,
)
