"""The options that many commands share, and what `--home` stands for."""

import os
from pathlib import Path
from typing import Annotated

import typer

from shared.core.errors import RefusedError

HomeOption = Annotated[
    Path,
    typer.Option("--home", envvar="GATEHOUSE_HOME", help="The folder everything is kept in."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON value, for machines.")]
HOME = Path(".gatehouse")
STORE = "gatehouse.db"
ELSEWHERE = "GATEHOUSE_STORAGE"


def at(home: Path) -> None:
    """Have the neighbours of this process live in the folder."""
    os.environ["GATEHOUSE_HOME"] = str(home.absolute())


def inside(home: Path) -> None:
    """The same, where a platform has been before: a folder misspelt has nothing to tell.

    A platform that keeps its runs elsewhere leaves nothing in the folder.
    """
    if ELSEWHERE not in os.environ and not (home / STORE).is_file():
        raise RefusedError(f"{home}: no platform has been here; name its folder with --home")
    at(home)
