"""Notebooks as Jupyter saves them: JSON of format 3 or 4, read and never trusted.

https://nbformat.readthedocs.io/en/latest/format_description.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.notebook import Cell, Notebook, UnreadableNotebookError, bounded

FORMATS: Final = (3, 4)
STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
SOURCE = re.compile(
    rf'"(?:source|input)"\s*+:\s*+(\[(?:[\s,]|{STRING})*+\]|{STRING})|{STRING}', re.DOTALL
)
HALF = re.compile("[\ud800-\udfff]")
DATABRICKS: Final = "application/vnd.databricks.v1+notebook"
# Those that are magic of a cell in Jupyter, and yet leave its Python to be run.
PYTHONIC: Final = frozenset({"capture", "prun", "python", "python3", "time", "timeit"})
# Those with a single sign that Databricks takes for the language of the whole cell.
SWITCHES: Final = frozenset({"fs", "md", "md-sandbox", "python", "r", "scala", "sh", "sql"})


def read(text: str) -> Notebook:
    """The notebook.  Raises `UnreadableNotebookError` where there is none."""
    try:
        about = mapping(json.loads(text, object_pairs_hook=unique))
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebookError("not the JSON of a notebook") from error
    if about.get("nbformat") not in FORMATS:
        raise UnreadableNotebookError("not a notebook of format 3 or 4")
    cells = [mapping(cell) for cell in cells_in(about)]
    metadata = about.get("metadata")
    language = language_in(metadata if isinstance(metadata, dict) else {}) or spoken_in(cells)
    return Notebook(
        language=language,
        cells=tuple(bounded(placed(text, cells, language or "python"))),
        outputs=sum(len(listed(cell.get("outputs", []))) for cell in cells),
    )


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object, none of whose keys is there twice: readers would differ over which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableNotebookError("ambiguous: a key is there twice")
    return found


def mapping(value: object) -> Mapping[str, object]:
    """An object, or the error that there is none."""
    if not isinstance(value, dict):
        raise UnreadableNotebookError("not laid out as a notebook")
    return value


def listed(value: object) -> list[object]:
    """A list, or the error that there is none."""
    if not isinstance(value, list):
        raise UnreadableNotebookError("not laid out as a notebook")
    return value


def cells_in(about: Mapping[str, object]) -> Iterator[object]:
    """The cells, which format 3 has on worksheets."""
    if about["nbformat"] == FORMATS[-1]:
        yield from listed(about.get("cells"))
        return
    for sheet in listed(about.get("worksheets")):
        yield from listed(mapping(sheet).get("cells"))


def language_in(metadata: Mapping[str, object]) -> str:
    """The language of the notebook, where it says one."""
    for part, key in (
        ("kernelspec", "language"),
        ("language_info", "name"),
        (DATABRICKS, "language"),
    ):
        about = metadata.get(part)
        named = about.get(key) if isinstance(about, dict) else None
        if isinstance(named, str) and named:
            return named.lower()
    return ""


def spoken_in(cells: list[Mapping[str, object]]) -> str:
    """What the cells of format 3 say for themselves."""
    return next((str(cell["language"]).lower() for cell in cells if cell.get("language")), "")


def source_of(cell: Mapping[str, object]) -> str:
    """The text of a cell, which may be saved line by line."""
    source = cell.get("source", cell.get("input", ""))
    text = source if isinstance(source, str) else "".join(map(str, listed(source)))
    if HALF.search(text):
        raise UnreadableNotebookError("not text throughout: it holds half of a character")
    return text


def placed(text: str, cells: list[Mapping[str, object]], language: str) -> Iterator[Cell]:
    """Each cell with its line: right where each line of it has one in the file, as Jupyter saves it."""
    found, free = sources_in(text), 1
    for cell in cells:
        source = source_of(cell)
        line = next((number for number, other in found if other == source), free)
        line = max(line, free)
        free = line + source.count("\n") + 1
        code = cell.get("cell_type") == "code"
        yield Cell(language=spoken(source, language) if code else "", source=source, line=line)


def sources_in(text: str) -> Iterator[tuple[int, str]]:
    """Whatever is called a source in the file, with the line of its first words."""
    line, at = 1, 0
    for found in SOURCE.finditer(text):
        if found[1]:
            start = found.start(1) + max(found[1].find('"'), 0)
            line, at = line + text.count("\n", at, start), start
            yield line, source_of({"source": json.loads(found[1])})


def spoken(source: str, language: str) -> str:
    """The language of a cell of code, which its first line may change."""
    first = source.lstrip().partition("\n")[0]
    sign, word = first[:2], first.strip("%").partition(" ")[0].strip()
    if sign == "%%":
        return language if word in PYTHONIC else word
    return word if sign[:1] == "%" and word in SWITCHES else language
