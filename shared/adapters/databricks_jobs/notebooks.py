"""Notebooks: found in a bundle, told apart by language, and laid out in the workspace (R-070, R-071).

https://docs.databricks.com/notebooks/notebook-export-import.html
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from posixpath import dirname, join, normpath, splitext
from typing import TYPE_CHECKING

from shared.core.errors import RefusedError

if TYPE_CHECKING:
    from databricks.sdk.service.workspace import WorkspaceAPI

MARK = " Databricks notebook source"


class Language(StrEnum):
    """What a notebook's cells are written in, in the words of the workspace."""

    PYTHON = "PYTHON"
    SQL = "SQL"
    SCALA = "SCALA"
    R = "R"


SOURCES = {
    ".py": (Language.PYTHON, "#"),
    ".sql": (Language.SQL, "--"),
    ".scala": (Language.SCALA, "//"),
    ".r": (Language.R, "#"),
}
KERNELS = {"sql": Language.SQL, "scala": Language.SCALA, "r": Language.R}
START = """# Databricks notebook source
# MAGIC %run "./notebooks/{notebook}"

# COMMAND ----------

from importlib.util import module_from_spec, spec_from_file_location

found = spec_from_file_location("gatehouse_entry", dbutils.widgets.get("entry"))
entry = module_from_spec(found)
found.loader.exec_module(entry)
entry.main([dbutils.widgets.get(name) for name in {arguments}], {{"train": train}})
"""
ARGUMENTS = ("root", "order", "sha256", "out")


@dataclass(frozen=True, kw_only=True)
class Notebook:
    """A notebook of a team: its path in the bundle, without the ending, and its source."""

    path: str
    language: Language
    jupyter: bool
    source: bytes


def notebooks_in(files: Mapping[str, bytes], folder: str) -> Iterator[Notebook]:
    """The notebooks of a model, wherever in its folder, in the order of their paths."""
    for path in sorted(files):
        stem, ending = splitext(path)
        inside = normpath(folder) == "." or path.startswith(f"{normpath(folder)}/")
        if inside and ending == ".ipynb":
            language = kernel_of(path, files[path])
            yield Notebook(path=stem, language=language, jupyter=True, source=files[path])
        elif inside and ending.lower() in SOURCES:
            language, sign = SOURCES[ending.lower()]
            if files[path].lstrip(b"\xef\xbb\xbf").startswith(f"{sign}{MARK}".encode()):
                yield Notebook(path=stem, language=language, jupyter=False, source=files[path])


def kernel_of(path: str, source: bytes) -> Language:
    """The language of a Jupyter notebook, Python where it names none."""
    try:
        about = json.loads(source)["metadata"]
        name = about.get("kernelspec", {}).get("language") or about.get("language_info", {})["name"]
    except KeyError:
        return Language.PYTHON
    except (AttributeError, TypeError, ValueError) as error:
        raise RefusedError(f"{path}: no Jupyter notebook; save it again, or remove it") from error
    return KERNELS.get(str(name).lower(), Language.PYTHON)


def trainer_in(found: list[Notebook], folder: str) -> Notebook | None:
    """The notebook that trains.  Raises `RefusedError` where it is not in Python."""
    path = normpath(join(folder, "train"))
    trainer = next((each for each in found if each.path == path), None)
    if trainer and trainer.language is not Language.PYTHON:
        raise RefusedError(
            f"{path}: a notebook in {trainer.language}; `train` is a function in Python, "
            "which may run the others by %run or dbutils.notebook.run"
        )
    return trainer


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The folder of the workspace in which the notebooks of one bundle lie."""

    workspace: "WorkspaceAPI"
    folder: str

    def lay(self, found: list[Notebook]) -> None:
        """Import the notebooks, each with its language, over what may be there."""
        from databricks.sdk.service.workspace import ImportFormat
        from databricks.sdk.service.workspace import Language as Spoken

        for folder in sorted({dirname(self.place(each)) for each in found}):
            self.workspace.mkdirs(folder)
        for each in found:
            self.workspace.import_(
                self.place(each),
                content=b64encode(each.source).decode(),
                format=ImportFormat.JUPYTER if each.jupyter else ImportFormat.SOURCE,
                language=Spoken(each.language.value),
                overwrite=True,
            )

    def start(self, trainer: Notebook) -> str:
        """The notebook of ours that runs the one that trains, and hands its function to the runner."""
        from databricks.sdk.service.workspace import ImportFormat
        from databricks.sdk.service.workspace import Language as Spoken

        path = f"{self.folder}/start"
        source = START.format(notebook=trainer.path, arguments=ARGUMENTS)
        self.workspace.import_(
            path,
            content=b64encode(source.encode()).decode(),
            format=ImportFormat.SOURCE,
            language=Spoken.PYTHON,
            overwrite=True,
        )
        return path

    def archive(self) -> bytes:
        """The notebooks as a DBC archive, which the workspace makes of their folder (R-081)."""
        from databricks.sdk.service.workspace import ExportFormat

        exported = self.workspace.export(f"{self.folder}/notebooks", format=ExportFormat.DBC)
        return b64decode(exported.content or "")

    def place(self, notebook: Notebook) -> str:
        """Where a notebook lies."""
        return f"{self.folder}/notebooks/{notebook.path}"
