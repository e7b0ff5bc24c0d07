"""The neighbours of one machine that everything rests on: its store, its secrets, its jobs."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.system_clock import system_clock
from shared.ports import Blobs, Jobs, Secrets
from shared.settings import Settings

if TYPE_CHECKING:
    from shared.adapters.sqlite_bus import SqliteBus
    from shared.adapters.sqlite_store import SqliteStore


def blobs_in(home: Path) -> Blobs:
    """Blobs in the store's file."""
    from shared.adapters.sqlite_blobs import SqliteBlobs

    return SqliteBlobs(store_in(home))


def bus_in(home: Path) -> "SqliteBus":
    """Both ends of the bus, and what was set aside, in the store's file."""
    from shared.adapters.sqlite_bus import SqliteBus

    return SqliteBus(store_in(home))


def secrets_in(home: Path) -> Secrets:
    """Secrets in a folder."""
    from shared.adapters.file_secrets import FileSecrets

    return FileSecrets(home / "secrets")


def secret_in(home: Path, name: str) -> bytes:
    """A secret of the platform's own, made where there is none."""
    from shared.adapters.file_secrets import FileSecrets

    secrets = FileSecrets(home / "secrets")
    return secrets.value(secrets.create(name))


def jobs_in(settings: Settings, blobs: Blobs, secret: bytes, prepare: Callable[[], None]) -> Jobs:
    """Jobs on this machine, which knock at our own door when they have ended."""
    from shared.adapters.subprocess_jobs import Limits, SubprocessJobs

    return SubprocessJobs(
        settings.home / "jobs",
        blobs,
        tracking=tracking_in(settings.home),
        artifacts=str(artifacts_in(settings.home)),
        limits=Limits(
            cpu_seconds=settings.job_cpu_seconds,
            wall_seconds=settings.job_wall_seconds,
            memory_mib=settings.job_memory_mib,
            file_mib=settings.job_file_mib,
        ),
        address=f"{settings.address}/api/job-completions",
        secret=secret,
        prepare=prepare,
    )


@cache
def store_in(home: Path) -> "SqliteStore":
    """The file that holds blobs and messages."""
    from shared.adapters.sqlite_store import SqliteStore

    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteStore(home / "gatehouse.db", system_clock)


def tracking_in(home: Path) -> str:
    """MLflow's store."""
    (home / "mlflow").mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{home / 'mlflow' / 'mlflow.db'}"


def artifacts_in(home: Path) -> Path:
    """Where MLflow keeps models."""
    return home / "mlflow" / "artifacts"
