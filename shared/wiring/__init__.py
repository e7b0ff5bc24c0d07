"""Who our neighbours are, today."""

import os
from dataclasses import dataclass
from functools import cache
from threading import Lock

from shared.adapters.azure_blobs import AzureBlobs
from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.easy_auth import EasyAuth
from shared.adapters.file_secrets import FileSecrets
from shared.adapters.folder_reviews import FolderReviews
from shared.adapters.folder_statuses import FolderStatuses
from shared.adapters.forges import Forges
from shared.adapters.git_source import GitSource
from shared.adapters.key_vault import KeyVault
from shared.adapters.link_visitors import LinkVisitors
from shared.adapters.mailbox import Mailbox
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.adapters.no_ci import NoCi
from shared.adapters.pages import Pages
from shared.adapters.service_bus import ServiceBus, ServiceBusBroker
from shared.adapters.signed_links import SignedLinks
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.system_clock import system_clock
from shared.ports import (
    Artefacts,
    Asides,
    Blobs,
    Broker,
    Bus,
    Ci,
    Clock,
    Jobs,
    Links,
    People,
    Registry,
    RegistryReader,
    Reviews,
    Secrets,
    Source,
    Statuses,
    Visitors,
)
from shared.runs import Runs
from shared.settings import Settings, read_settings
from shared.wiring import bank
from shared.wiring.laptop import jobs_in, store_in, tracking_in


@dataclass(frozen=True, kw_only=True)
class World:
    """Every neighbour a function may speak to.  Only promotion speaks to the `promoter`."""

    settings: Settings
    clock: Clock
    blobs: Blobs
    runs: Runs
    bus: Bus
    asides: Asides
    broker: Broker
    source: Source
    ci: Ci
    jobs: Jobs
    registry: RegistryReader
    promoter: Registry
    artefacts: Artefacts
    people: People
    statuses: Statuses
    reviews: Reviews
    secrets: Secrets
    links: Links
    visitors: Visitors
    pages: Pages
    job_secret: bytes


def world() -> World:
    """Meet the neighbours, once, on the first message and not while the app is loading."""
    with MEETING:
        return met()


MEETING = Lock()


@cache
def met() -> World:
    """The neighbours that the settings name: a laptop's, but for those that a bank has."""
    settings = read_settings(os.environ)
    near, home, secrets = settings.neighbours, settings.home, secrets_in(settings)
    bus = ServiceBus(near.service_bus) if near.service_bus else SqliteBus(store_in(home))
    blobs = AzureBlobs(near.storage) if near.storage else SqliteBlobs(store_in(home))
    hosts = tuple(bank.host_in(host, secrets) for host in near.hosts)
    forges = Forges(blobs, hosts) if hosts else None
    promoter = registry_in(settings)
    job_secret = own_secret(secrets, "jobs")
    links = SignedLinks(
        [own_secret(secrets, "links")], link_age=settings.policy.patience("approval")
    )
    return World(
        settings=settings,
        clock=system_clock,
        blobs=blobs,
        runs=Runs(blobs=blobs),
        bus=bus,
        asides=bus,
        broker=bus if isinstance(bus, SqliteBus) else ServiceBusBroker(near.service_bus),
        source=GitSource(hosts=hosts),
        ci=forges or NoCi(),
        jobs=(
            bank.databricks_in(near.databricks, near.mlflow, settings.policy, blobs, secrets)
            if near.databricks
            else jobs_in(settings, blobs, job_secret, promoter.prepare)
        ),
        registry=promoter.reader,
        promoter=promoter,
        artefacts=(
            bank.artifactory_in(near.artifactory, secrets)
            if near.artifactory
            else DirectoryArtefacts(home / "artefacts")
        ),
        people=bank.people_in(near.letters, secrets) or Mailbox(home / "mail"),
        statuses=forges or FolderStatuses(home / "statuses"),
        reviews=forges or FolderReviews(home / "reviews"),
        secrets=secrets,
        links=links,
        visitors=(
            EasyAuth(tenant=near.tenant)
            if near.tenant
            else LinkVisitors(links=links, roles=settings.roles)
        ),
        pages=Pages(),
        job_secret=job_secret,
    )


def secrets_in(settings: Settings) -> FileSecrets | KeyVault:
    """Who holds the secrets."""
    vault = settings.neighbours.key_vault
    return KeyVault(vault, system_clock) if vault else FileSecrets(settings.home / "secrets")


def own_secret(secrets: FileSecrets | KeyVault, name: str) -> bytes:
    """A secret of the platform's own: made on a laptop, laid into the vault with the vault."""
    if isinstance(secrets, FileSecrets):
        return secrets.value(secrets.create(name))
    return secrets.value(f"gatehouse-{name}")


def registry_in(settings: Settings) -> MlflowRegistry:
    """The models, as the one sees them who may promote."""
    place = settings.neighbours.mlflow
    return MlflowRegistry(
        place.tracking or tracking_in(settings.home),
        registry_uri=place.registry,
        pattern=place.name,
    )
