"""The neighbours of one machine: where they lie, and whether they can be read and written.

Nothing is made here that is not there yet: whoever only looks leaves no trace.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from local.doctor.asking import Neighbour, probed
from local.doctor.repositories import repositories
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.core.errors import RefusedError
from shared.ports import Secrets
from shared.settings import Settings
from shared.wiring.laptop import store_in, tracking_in

STORE = "gatehouse.db"
HOME = ("GATEHOUSE_HOME",)
FOLDERS = {
    "secrets": ("secrets", "secrets"),
    "jobs": ("jobs", "jobs run on this machine; they"),
    "artefacts": ("artefacts", "released models"),
    "people": ("mail", "letters"),
    "statuses, reviews, CI": ("statuses", "commit statuses"),
}


def at_home(settings: Settings, secrets: Secrets) -> Iterator[Neighbour]:
    """Who is there where no setting names another."""
    home = settings.home.absolute()
    yield at("blobs", lambda: store(home))
    yield at("bus", lambda: store(home))
    for role, (folder, kept) in FOLDERS.items():
        yield at(role, partial(kept_in, home / folder, kept))
    yield at("repositories", lambda: registered(home, secrets))
    yield at("registry", lambda: registry(home))
    yield at("principals", lambda: "jobs run as whoever runs the platform")
    yield at("source", lambda: "repositories are read from disks; no git host is named")


def at(role: str, ask: Callable[[], str]) -> Neighbour:
    """A neighbour below the home."""
    return Neighbour(role=role, name="on this machine", settings=HOME, ask=ask)


def kept_in(folder: Path, kept: str) -> str:
    """What is kept in a folder, and where that is."""
    return f"{kept} {lies_in(folder)}"


def store(home: Path) -> str:
    """The file of blobs and messages, opened where it is there."""
    file = home / STORE
    found = lies_in(file)
    if file.exists():
        store_in(home).rows(int, "SELECT count(*) FROM heads")
    return f"blobs and messages {found}"


def registered(home: Path, secrets: Secrets) -> str:
    """The repositories in that file."""
    if not (home / STORE).exists():
        return "none is registered yet"
    return repositories(SqliteBlobs(store_in(home)), secrets)


def registry(home: Path) -> str:
    """MLflow's store, asked where it is there."""
    file = home / "mlflow" / "mlflow.db"
    found = lies_in(file)
    if file.exists():
        probed(MlflowRegistry(tracking_in(home)))
    return f"models {found}"


def lies_in(path: Path) -> str:
    """Where something lies, or will lie.  Raises `RefusedError` where it could not be written."""
    there = path.exists()
    ground = path if there else next(each for each in path.parents if each.exists())
    if not os.access(ground, os.W_OK) or not (there or ground.is_dir()):
        raise RefusedError(f"{path}: nothing can be written there; name another GATEHOUSE_HOME")
    return f"lie in {path}" if there else f"will lie in {path}, which is made when it is needed"
