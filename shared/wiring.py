"""Who our neighbours are, today."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.file_secrets import FileSecrets
from shared.adapters.folder_statuses import FolderStatuses
from shared.adapters.git_source import GitSource
from shared.adapters.mailbox import Mailbox
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.adapters.pages import Pages
from shared.adapters.signed_links import SignedLinks
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.subprocess_jobs import Limits, SubprocessJobs
from shared.adapters.system_clock import system_clock
from shared.ports import (
    Artefacts,
    Asides,
    Blobs,
    Bus,
    Clock,
    Jobs,
    Links,
    People,
    Registry,
    Secrets,
    Source,
    Statuses,
)
from shared.runs import Runs
from shared.settings import Settings, read_settings


@dataclass(frozen=True, kw_only=True)
class World:
    """Every neighbour a function may speak to."""

    settings: Settings
    clock: Clock
    blobs: Blobs
    runs: Runs
    bus: Bus
    asides: Asides
    source: Source
    jobs: Jobs
    registry: Registry
    artefacts: Artefacts
    people: People
    statuses: Statuses
    secrets: Secrets
    links: Links
    pages: Pages
    job_secret: bytes


def world() -> World:
    """Meet the neighbours, once, on the first message and not while the app is loading."""
    with MEETING:
        return met()


MEETING = Lock()


@cache
def met() -> World:
    """The neighbours that the settings name."""
    settings = read_settings(os.environ)
    home, store = settings.home, store_in(settings.home)
    blobs, bus, secrets = SqliteBlobs(store), SqliteBus(store), FileSecrets(home / "secrets")
    job_secret = secrets.value(secrets.create("jobs"))
    return World(
        settings=settings,
        clock=system_clock,
        blobs=blobs,
        runs=Runs(blobs=blobs),
        bus=bus,
        asides=bus,
        source=GitSource(),
        jobs=jobs_in(settings, blobs, job_secret),
        registry=MlflowRegistry(tracking_in(home)),
        artefacts=DirectoryArtefacts(home / "artefacts"),
        people=Mailbox(home / "mail"),
        statuses=FolderStatuses(home / "statuses"),
        secrets=secrets,
        links=SignedLinks(
            [secrets.value(secrets.create("links"))],
            link_age=settings.policy.patience("approval"),
        ),
        pages=Pages(),
        job_secret=job_secret,
    )


def jobs_in(settings: Settings, blobs: Blobs, secret: bytes) -> SubprocessJobs:
    """Jobs on this machine, which knock at our own door when they have ended."""
    return SubprocessJobs(
        settings.home / "jobs",
        blobs,
        tracking=tracking_in(settings.home),
        artifacts=str(settings.home / "mlflow" / "artifacts"),
        limits=Limits(
            cpu_seconds=settings.job_cpu_seconds,
            wall_seconds=settings.job_wall_seconds,
            memory_mib=settings.job_memory_mib,
            file_mib=settings.job_file_mib,
        ),
        address=f"{settings.address}/api/job-completions",
        secret=secret,
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
