"""Notebooks among the files of a repository, and the Python in them; nothing is run (R-070, R-140).

https://docs.databricks.com/notebooks/notebook-export-import.html
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from shared.core import jupyter
from shared.core.jupyter import spoken
from shared.core.notebook import Cell, Notebook, UnreadableNotebookError, bounded, python_of

MARK: Final = " Databricks notebook source"
JUPYTER: Final = ".ipynb"
SOURCES: Final[Mapping[str, tuple[str, str]]] = {
    ".py": ("python", "#"),
    ".sql": ("sql", "--"),
    ".scala": ("scala", "//"),
    ".r": ("r", "#"),
}


def notebook_in(path: str, text: str) -> Notebook | None:
    """The notebook that a file is, if it is one.  Raises `UnreadableNotebookError`."""
    if path.lower().endswith(JUPYTER):
        return jupyter.read(text)
    language, sign = SOURCES.get(ending(path), ("", ""))
    if language and text.startswith(f"{sign}{MARK}"):
        return Notebook(language=language, cells=tuple(bounded(cells_in(text, language, sign))))
    return None


def ending(path: str) -> str:
    """What the name of a file ends in, in lower case."""
    return f".{path.rpartition('.')[2].lower()}"


def cells_in(text: str, language: str, sign: str) -> Iterator[Cell]:
    """Runs of lines of magic, which are comments in the file, and runs of all the others."""
    prefix = f"{sign} MAGIC"
    lines = enumerate(text.split("\n"), start=1)
    for wild, run in groupby(lines, key=lambda line: parted(line[1], sign)):
        numbered = list(run)
        source = "\n".join(line.removeprefix(prefix).removeprefix(" ") for _, line in numbered)
        if wild == "magic":
            tongue = spoken(source, language)
            yield Cell(language=tongue, source=source, line=numbered[0][0])
        elif wild == "plain":
            source = "\n".join(line for _, line in numbered)
            yield Cell(language=language, source=source, line=numbered[0][0], wild=False)


def parted(line: str, sign: str) -> str:
    """What a line is: the end of a cell, magic, or anything else."""
    if line.startswith(f"{sign} COMMAND -----"):
        return "end"
    return "magic" if line.startswith(f"{sign} MAGIC") else "plain"


def has_python(path: str, text: str) -> bool:
    """Whether there may be Python in a file."""
    return ending(path) == ".py" or is_notebook(path, text)


def python_in(path: str, text: str) -> str:
    """The Python in a file, on the lines where the file has it; none in what nobody can read."""
    try:
        notebook = notebook_in(path, text)
    except UnreadableNotebookError:
        return ""
    if notebook is None:
        return text if ending(path) == ".py" else ""
    return python_of(notebook)


def is_notebook(path: str, text: str) -> bool:
    """Whether a file says that it is a notebook, be it a readable one or not."""
    sign = SOURCES.get(ending(path), ("", ""))[1]
    return ending(path) == JUPYTER or (bool(sign) and text.startswith(f"{sign}{MARK}"))
