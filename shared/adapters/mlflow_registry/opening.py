"""How an MLflow store is opened, and which of its troubles pass."""

import logging
import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shared.core.errors import RefusedError, TryAgainError
from shared.files.durable import locked

if TYPE_CHECKING:
    from mlflow import MlflowClient

SQLITE = "sqlite:///"
PATIENCE = 20
PASSING = {
    "ABORTED",
    "DEADLINE_EXCEEDED",
    "INTERNAL_ERROR",
    "REQUEST_LIMIT_EXCEEDED",
    "RESOURCE_EXHAUSTED",
    "TEMPORARILY_UNAVAILABLE",
}


def opened(tracking_uri: str) -> "MlflowClient":
    """The way into a store, whose schema is brought up to date by one process at a time."""
    import_mlflow()
    from mlflow import MlflowClient

    with alone(tracking_uri), warnings.catch_warnings():
        # MLflow 3.17 uses what SQLAlchemy 2.1 has deprecated.
        warnings.filterwarnings("ignore", "The ``noload`` loader strategy")
        client = MlflowClient(tracking_uri=tracking_uri, registry_uri=tracking_uri)
        client.search_registered_models(max_results=1)
    return client


def import_mlflow() -> None:
    """Import MLflow, having told it before that nobody is to be told of its use."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
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
        with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        yield


@contextmanager
def troubles(subject: str) -> Iterator[None]:
    """Say of a fault of MLflow whether it may pass."""
    import_mlflow()
    from mlflow.exceptions import MlflowException

    try:
        yield
    except (MlflowException, sqlite3.Error, OSError) as error:
        kind = TryAgainError if passes(error) else RefusedError
        raise kind(f"MLflow, {subject}: {error}") from error


def passes(error: Exception) -> bool:
    """Whether the same request may well succeed later; what MLflow did not foresee may."""
    if isinstance(error, sqlite3.Error):
        return isinstance(error, sqlite3.OperationalError)
    return getattr(error, "error_code", "INTERNAL_ERROR") in PASSING
