"""Who our neighbours are, today."""

import os
from dataclasses import dataclass
from functools import cache

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
from shared.adapters.subprocess_jobs import SubprocessJobs
from shared.adapters.system_clock import now
from shared.ports import (
    Artefacts,
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
    source: Source
    jobs: Jobs
    registry: Registry
    artefacts: Artefacts
    people: People
    statuses: Statuses
    secrets: Secrets
    links: Links
    pages: Pages
