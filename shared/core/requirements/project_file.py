"""The libraries of a `pyproject.toml`: `[project] dependencies` and `requires-python` (PEP 621)."""

import tomllib
from collections.abc import Iterator
from typing import Final

from shared.core.requirements.requirement import Entry, Odd, bounded, wanted

MAX_BYTES: Final = 64 * 1024


def project_file(text: str) -> Iterator[Entry]:
    """What the project asks for."""
    return bounded(entries(text))


def entries(text: str) -> Iterator[Entry]:
    """All that is asked for, nothing where the file has no project; or why nobody can tell."""
    try:
        project = project_in(text)
    except (ValueError, RecursionError) as error:
        remark = f"cannot be read: {str(error)[:80]}"
        yield Odd(remark=remark, remedy="Correct the TOML, or remove the file.")
        return
    python, listed = project.get("requires-python"), project.get("dependencies")
    if isinstance(python, str):
        written = f"requires-python {python}"
        yield wanted(f"python{python}", line_of(text, "requires-python"), written)
    for each in listed if isinstance(listed, list) else ():
        yield wanted(str(each), line_of(text, str(each)))


def project_in(text: str) -> dict[str, object]:
    """The table of the project.  Raises `ValueError` and `RecursionError`."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise ValueError("larger than 64 KiB")
    project = tomllib.loads(text).get("project")
    return project if isinstance(project, dict) else {}


def line_of(text: str, written: str) -> int | None:
    """The first line that holds what is written."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if written in line), None)
