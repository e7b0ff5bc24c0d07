"""The neighbours of one machine: they need nothing but its disk."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.subprocess_jobs import Limits, SubprocessJobs
from shared.adapters.system_clock import system_clock
from shared.ports import Blobs
from shared.settings import Settings


def jobs_in(
    settings: Settings, blobs: Blobs, secret: bytes, prepare: Callable[[], None]
) -> SubprocessJobs:
    """Jobs on this machine, which knock at our own door when they have ended."""
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
def store_in(home: Path) -> SqliteStore:
    """The file that holds blobs and messages."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteStore(home / "gatehouse.db", system_clock)


def tracking_in(home: Path) -> str:
    """MLflow's store."""
    (home / "mlflow").mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{home / 'mlflow' / 'mlflow.db'}"


def artifacts_in(home: Path) -> Path:
    """Where MLflow keeps models."""
    return home / "mlflow" / "artifacts"
