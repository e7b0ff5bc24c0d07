"""How an MLflow store is opened: on first use, by one process at a time, with little patience."""

import logging
import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from shared.adapters.mlflow_registry.files import SQLITE
from shared.adapters.mlflow_registry.store import Store
from shared.files.durable import locked

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = ["SECONDS", "Store", "Stores", "import_mlflow", "opened"]

PATIENCE = 20
SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The two stores of one MLflow, which may be one: of runs, and of registered models."""

    tracking: str
    registry: str
    seconds: int = SECONDS

    @property
    def catalogue(self) -> bool:
        """Whether the models are in Unity Catalog."""
        return self.registry.startswith("databricks-uc")


def opened(stores: Stores) -> Store:
    """The way into the stores; a SQLite file's schema is brought up to date by one at a time."""
    import_mlflow(stores.seconds)
    with warnings.catch_warnings():
        # MLflow 3.17 uses what SQLAlchemy 2.1 has deprecated.
        warnings.filterwarnings("ignore", "The ``noload`` loader strategy")
        with alone(stores.tracking):
            client = client_of(stores.tracking, stores.registry)
    return Store(client=client, catalogue=stores.catalogue)


def client_of(tracking: str, registry: str) -> "MlflowClient":
    """A client; of a SQLite file it has brought the schema up to date."""
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=tracking, registry_uri=registry)
    if tracking.startswith(SQLITE):
        client.search_registered_models(max_results=1)
    return client


def import_mlflow(seconds: int | None = None) -> None:
    """Import MLflow, having told it before what it takes from nowhere but the environment.

    Nobody is to be told of its use.  It is to wait so many seconds for an answer, follow nobody
    elsewhere, and leave it to the bus to try again (`mlflow/environment_variables.py`, 3.17, which
    reads all of these anew for every request).
    """
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    if seconds is not None:
        os.environ["MLFLOW_HTTP_REQUEST_TIMEOUT"] = str(seconds)
        os.environ["MLFLOW_DATABRICKS_ENDPOINT_HTTP_RETRY_TIMEOUT"] = str(seconds)
        os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
        os.environ["MLFLOW_ALLOW_HTTP_REDIRECTS"] = "false"
    import mlflow  # noqa: F401

    logging.getLogger("mlflow").setLevel(logging.WARNING)


@contextmanager
def alone(tracking_uri: str) -> Iterator[None]:
    """Keep other processes from a SQLite file, and let readers and a writer work side by side."""
    if not tracking_uri.startswith(SQLITE):
        yield
        return
    database = Path(tracking_uri.removeprefix(SQLITE))
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = database.with_name(f"{database.name}.lock")
    lock.touch()
    with locked(lock):
        if not database.exists():
            lay_out(database)
        with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        yield


def lay_out(database: Path) -> None:
    """Make the tables elsewhere, and move them here whole.

    MLflow makes one after the other; where it is stopped in between, it cannot go on later.  Nor
    does it look again at what this process has opened before, so that every draft has its own name.
    """
    for left in database.parent.glob(f"{database.name}.draft*"):
        left.unlink()
    draft = database.with_name(f"{database.name}.draft-{uuid4().hex}")
    whole = draft.with_name(f"{draft.name}-whole")
    client_of(f"{SQLITE}{draft}", f"{SQLITE}{draft}")
    # The client keeps the draft open, so that it must stay where it is.
    with closing(sqlite3.connect(draft)) as source, closing(sqlite3.connect(whole)) as target:
        source.backup(target)
    whole.replace(database)
    draft.unlink()
