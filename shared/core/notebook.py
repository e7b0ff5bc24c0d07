"""What a notebook is made of, whichever way it was saved."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

# A line that is not Python: `%magic`, `!command`, or a name for what either of them gives.
MAGIC = re.compile(
    r"(\s*)(?:[A-Za-z_][\w.,\s\[\]]*=\s*)?(!{1,2}(?!=)|%{1,2}(?=[A-Za-z_]))(.*)", re.DOTALL
)
HELP = re.compile(r"(\s*)\?{0,2}[A-Za-z_][\w.]*\?{0,2}\s*")
MOST_CELLS: Final = 2_000
MOST_LINES: Final = 20_000
TIMED: Final = "time "  # `%time` runs the Python that stands behind it


class UnreadableNotebookError(Exception):
    """A file that says it is a notebook, and is none; the message follows the word "is"."""


def bounded(cells: Iterable["Cell"]) -> Iterator["Cell"]:
    """The cells, as long as somebody may be expected to have written them."""
    lines = 0
    for number, cell in enumerate(cells):
        lines += cell.source.count("\n") + 1
        if number >= MOST_CELLS or lines > MOST_LINES:
            raise UnreadableNotebookError("larger than a notebook that was written by hand")
        yield cell


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell.  `line` is where its source begins in the file; `wild` says that magic may be in it."""

    language: str
    source: str
    line: int
    wild: bool = True


@dataclass(frozen=True, kw_only=True)
class Notebook:
    """Cells in order; `language` is empty where the file does not say it.  `outputs` is how many."""

    language: str
    cells: tuple[Cell, ...]
    outputs: int = 0


@dataclass(frozen=True, kw_only=True)
class Magic:
    """An order to the notebook itself: `%name rest`, or `!rest` with the name "!"."""

    name: str
    rest: str
    line: int


def magics_in(notebook: Notebook) -> Iterator[Magic]:
    """Every magic, also that which gives a cell its language."""
    for cell in notebook.cells:
        for number, line in enumerate(lines_of(cell)):
            found = MAGIC.fullmatch(line)
            if found and (number == 0 or cell.language == "python"):
                yield magic(found, cell.line + number)


def magic(found: re.Match[str], line: int) -> Magic:
    """The magic on a line."""
    if found[2].startswith("!"):
        return Magic(name="!", rest=found[3].strip(), line=line)
    name, _, rest = found[3].partition(" ")
    return Magic(name=name.strip(), rest=rest.strip(), line=line)


def lines_of(cell: Cell) -> list[str]:
    """The lines in which there may be magic."""
    return cell.source.split("\n") if cell.wild else []


def python_of(notebook: Notebook) -> str:
    """The Python of all cells, each on the line where the file has it, and nothing in place of magic."""
    lines: list[str] = []
    for cell in notebook.cells:
        if cell.language == "python":
            lines += [""] * (cell.line - 1 - len(lines))
            lines += tamed(cell.source.split("\n")) if cell.wild else cell.source.split("\n")
    return "\n".join(lines) + "\n"


def tamed(lines: list[str]) -> Iterator[str]:
    """The lines of a cell, without what is not Python."""
    continued = False
    for line in lines:
        found = MAGIC.fullmatch(line)
        asked = found or ("?" in line and HELP.fullmatch(line))
        if found and found[2] == "%" and found[3].startswith(TIMED):
            yield found[1] + found[3].removeprefix(TIMED)
        elif asked or continued:
            yield f"{asked[1]}pass" if asked and asked[1] else ""
        else:
            yield line
        continued = bool(found or continued) and line.endswith("\\")
