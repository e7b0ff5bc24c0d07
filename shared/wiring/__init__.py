"""Who our neighbours are, today."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
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
from shared.core.errors import RefusedError
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
from shared.wiring import bank, laptop
from shared.wiring.laptop import store_in


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
    job_secrets: Callable[[], tuple[bytes, ...]]


def world() -> World:
    """Meet the neighbours, once, on the first message and not while the app is loading."""
    with MEETING:
        return met()


MEETING = Lock()


@cache
def met() -> World:
    """The neighbours that the settings name: a laptop's, but for those that a bank has."""
    settings = read_settings(os.environ)
    secrets, blobs, bus = secrets_in(settings), blobs_in(settings), bus_in(settings)
    hosts = tuple(bank.host_in(host, secrets) for host in settings.neighbours.hosts)
    forges = Forges(blobs, hosts) if hosts else None
    links, promoter = links_in(settings, secrets), registry_in(settings, secrets)
    return World(
        settings=settings,
        clock=system_clock,
        blobs=blobs,
        runs=Runs(blobs=blobs),
        bus=bus,
        asides=bus,
        broker=broker_in(settings, bus),
        source=GitSource(hosts=hosts),
        ci=forges or NoCi(),
        jobs=jobs_in(settings, blobs, secrets, promoter),
        registry=promoter.reader,
        promoter=promoter,
        artefacts=artefacts_in(settings, secrets),
        people=bank.people_in(settings.neighbours.letters, secrets) or mailbox_in(settings),
        statuses=forges or FolderStatuses(settings.home / "statuses"),
        reviews=forges or FolderReviews(settings.home / "reviews"),
        secrets=secrets,
        links=links,
        visitors=visitors_in(settings, links),
        pages=Pages(),
        job_secrets=lambda: own_secrets(secrets, "jobs"),
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


def own_secrets(secrets: FileSecrets | KeyVault, name: str) -> tuple[bytes, ...]:
    """The secret and, while it is being replaced, the former one, which counts as well."""
    with suppress(RefusedError):
        former = f"{name}-former"
        kept = f"file:{former}" if isinstance(secrets, FileSecrets) else f"gatehouse-{former}"
        return own_secret(secrets, name), secrets.value(kept)
    return (own_secret(secrets, name),)


def blobs_in(settings: Settings) -> Blobs:
    """Who remembers."""
    place = settings.neighbours.storage
    return AzureBlobs(place) if place else SqliteBlobs(store_in(settings.home))


def bus_in(settings: Settings) -> ServiceBus | SqliteBus:
    """Who carries messages, and keeps what was set aside."""
    address = settings.neighbours.service_bus
    return ServiceBus(address) if address else SqliteBus(store_in(settings.home))


def broker_in(settings: Settings, bus: ServiceBus | SqliteBus) -> Broker:
    """The receiving end, which in Azure the Functions host has instead of us."""
    if isinstance(bus, SqliteBus):
        return bus
    return ServiceBusBroker(settings.neighbours.service_bus)


def jobs_in(
    settings: Settings, blobs: Blobs, secrets: FileSecrets | KeyVault, registry: MlflowRegistry
) -> Jobs:
    """Who runs jobs."""
    near = settings.neighbours
    if near.databricks:
        return bank.databricks_in(near.databricks, near.mlflow, settings.policy, blobs, secrets)
    return laptop.jobs_in(settings, blobs, own_secret(secrets, "jobs"), registry.prepare)


def registry_in(settings: Settings, secrets: Secrets) -> MlflowRegistry:
    """The models, as the one sees them who may promote."""
    place = settings.neighbours.mlflow
    return MlflowRegistry(
        place.tracking or laptop.tracking_in(settings.home),
        registry_uri=place.registry,
        pattern=place.name,
        identity=partial(bank.told_to_mlflow, settings.neighbours, settings.policy, secrets),
    )


def artefacts_in(settings: Settings, secrets: Secrets) -> Artefacts:
    """Who keeps what was released."""
    place = settings.neighbours.artifactory
    if place:
        return bank.artifactory_in(place, secrets)
    return DirectoryArtefacts(settings.home / "artefacts")


def mailbox_in(settings: Settings) -> Mailbox:
    """Where letters lie on a laptop."""
    return Mailbox(settings.home / "mail")


def links_in(settings: Settings, secrets: FileSecrets | KeyVault) -> SignedLinks:
    """Who signs links and forms."""
    key = own_secret(secrets, "links")
    return SignedLinks([key], link_age=settings.policy.patience("approval"))


def visitors_in(settings: Settings, links: Links) -> Visitors:
    """Who knows the people that come."""
    tenant = settings.neighbours.tenant
    return EasyAuth(tenant=tenant) if tenant else LinkVisitors(links=links, roles=settings.roles)
