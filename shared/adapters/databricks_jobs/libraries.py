"""The packages a team names, as a cluster can have them: from PyPI, and from nowhere else (R-032)."""

from collections.abc import Mapping
from posixpath import join, normpath

from shared import yaml_reader
from shared.core.document import UnreadableDocumentError
from shared.core.errors import RefusedError
from shared.core.requirements.conda_file import conda_file
from shared.core.requirements.pip_file import pip_file
from shared.core.requirements.requirement import Entry, Odd, name_of

DEFAULT_FILES = ("environment.yml", "requirements.txt")
BROUGHT = frozenset({"python", "pip"})
"""What the runtime has, in the version it has."""


def packages(files: Mapping[str, bytes], folder: str, file: str) -> tuple[str, ...]:
    """What the environment file asks for, as pip understands it, Python itself left out.

    Raises `RefusedError` for what only conda has, and for lines that are no plain requirement.
    """
    paths = (normpath(join(folder, name)) for name in (file, *DEFAULT_FILES) if name)
    path = next((path for path in paths if path in files), None)
    if path is None:
        return ()
    text = files[path].decode("utf-8-sig", errors="replace")
    found = conda(path, text) if path.endswith((".yml", ".yaml")) else [*pip_file(text)]
    return tuple(text for each in found if (text := plain(path, each)))


def plain(path: str, entry: Entry) -> str:
    """The requirement as pip understands it, empty for what the runtime has."""
    if isinstance(entry, Odd):
        raise RefusedError(f"{path}: {entry.remark}; {entry.remedy}")
    return "" if entry.name in BROUGHT else entry.text


def conda(path: str, text: str) -> list[Entry]:
    """The entries of a conda file."""
    try:
        return [*conda_file(yaml_reader.read(text))]
    except UnreadableDocumentError as error:
        raise RefusedError(f"{path}: {error.remark}; {error.remedy}") from error


def together(named: tuple[str, ...], needed: tuple[str, ...]) -> tuple[str, ...]:
    """What a team names, and what the runner needs that the team has not named."""
    taken = {name_of(each) for each in named}
    return (*named, *(each for each in needed if name_of(each) not in taken))
