"""Which files of a repository are code to compare, and where in them the code stands."""

import re
from typing import Final

from shared.core.lexing import PYTHON, SQL, Language

LONGEST: Final = 256 * 1024
LANGUAGES: Final = {".py": PYTHON, ".sql": SQL, ".ipynb": PYTHON}
# Jupyter writes the keys of a cell in their order, and each line of source on a line of its own:
# https://nbformat.readthedocs.io/en/latest/format_description.html
KIND = re.compile(r'\s*"cell_type":\s*"(\w+)"')
SOURCE = re.compile(r'\s*"source":\s*\[')
LINE = re.compile(r'\s*"((?:[^"\\]|\\.)*)"')
ESCAPE = re.compile(r"\\(.)")
MEANT: Final = {"n": "", "t": "\t"}


def language_of(path: str) -> Language | None:
    """The language of a file by its name, `None` where it is not compared."""
    _, dot, ending = path.rpartition(".")
    return LANGUAGES.get(dot + ending.lower())


def code_in(path: str, text: str) -> str:
    """The code in a file on the lines where it stands, empty where it is longer than people write."""
    code = cells_in(text) if path.lower().endswith(".ipynb") else text
    return code if len(code) <= LONGEST else ""


def cells_in(text: str) -> str:
    """The lines of the code cells of a notebook, all others being empty.

    What was saved by anything but Jupyter's own writer, on one line, has no lines to show.
    """
    kind, inside, lines = "", False, []
    for line in text.split("\n"):
        if found := KIND.match(line):
            kind = found[1]
        code = LINE.match(line) if inside and kind == "code" else None
        lines.append(ESCAPE.sub(meant, code[1]) if code else "")
        inside = bool(SOURCE.match(line)) or (inside and not line.strip().startswith("]"))
    return "\n".join(lines)


def meant(escape: re.Match[str]) -> str:
    """The character that JSON writes as a backslash and another one."""
    return MEANT.get(escape[1], escape[1])
