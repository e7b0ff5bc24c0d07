"""The libraries that a model's files ask for, read as each file is meant."""

from dataclasses import dataclass
from typing import Final

from shared.core.checks.tree import Tree
from shared.core.document import Document, UnreadableDocumentError
from shared.core.requirements.conda_file import conda_file
from shared.core.requirements.pip_file import pip_file
from shared.core.requirements.project_file import project_file
from shared.core.requirements.requirement import Entry, Odd, Wanted

CONDA: Final = "environment.yml"
PIP: Final = "requirements.txt"
PROJECT: Final = "pyproject.toml"


@dataclass(frozen=True, kw_only=True)
class Libraries:
    """What one file asks for, and the lines of it that nobody understands."""

    path: str
    wanted: tuple[Wanted, ...] = ()
    odd: tuple[Odd, ...] = ()


def environment_in(tree: Tree) -> Libraries:
    """What jobs get, from the file that `model.yml` names or that is there (R-032)."""
    named = tree.model_file.values if isinstance(tree.model_file, Document) else {}
    paths = (str(named.get("ENVIRONMENT_FILE") or ""), CONDA, PIP)
    path = next((path for path in paths if path in tree.files), None)
    return Libraries(path=CONDA) if path is None else libraries(path, entries(tree, path))


def entries(tree: Tree, path: str) -> tuple[Entry, ...]:
    """What the environment file asks for."""
    if not path.endswith((".yml", ".yaml")):
        return tuple(pip_file(tree.files[path]))
    document = tree.document(path)
    if isinstance(document, UnreadableDocumentError):
        return (Odd(remark=document.remark, remedy=document.remedy, line=document.line),)
    return tuple(conda_file(document))


def project_in(tree: Tree) -> Libraries:
    """What `pyproject.toml` asks for, which no job installs."""
    return libraries(PROJECT, tuple(project_file(tree.files.get(PROJECT, ""))))


def libraries(path: str, found: tuple[Entry, ...]) -> Libraries:
    """The entries, sorted by whether they were understood."""
    return Libraries(
        path=path,
        wanted=tuple(each for each in found if isinstance(each, Wanted)),
        odd=tuple(each for each in found if isinstance(each, Odd)),
    )
