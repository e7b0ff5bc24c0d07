"""Who our neighbours are, today.

Each is met when it is first spoken to, and so is the code that speaks to it: an instance that serves
one queue waits for nobody else's, and a neighbour that cannot be had troubles only who needs it.
"""

import os
from functools import cache, cached_property, partial
from threading import Lock
from typing import TYPE_CHECKING

from shared.adapters.system_clock import system_clock
from shared.examining import Examiners
from shared.ports import (
    Artefacts,
    Asides,
    Blobs,
    Broker,
    Bus,
    Ci,
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
from shared.wiring import bank, folders, laptop, own_secrets
from shared.wiring.examiners import examiners_in

if TYPE_CHECKING:
    from shared.adapters.forges import Forges
    from shared.adapters.mlflow_registry import MlflowRegistry
    from shared.adapters.pages import Pages
    from shared.adapters.service_bus import ServiceBus
    from shared.adapters.sqlite_bus import SqliteBus
    from shared.git_hosts import GitHost


class World:
    """Every neighbour a function may speak to: a laptop's, but for those that settings name."""

    def __init__(self, settings: Settings) -> None:
        """Meet nobody yet."""
        self.settings, self.clock = settings, system_clock
        self.near = settings.neighbours

    @cached_property
    def blobs(self) -> Blobs:
        """Who remembers."""
        place = self.near.storage
        return bank.blobs_in(place) if place else laptop.blobs_in(self.settings.home)

    @cached_property
    def runs(self) -> Runs:
        """What is remembered of runs."""
        return Runs(blobs=self.blobs)

    @property
    def bus(self) -> Bus:
        """Who carries messages."""
        return self.carrier

    @property
    def asides(self) -> Asides:
        """Who keeps what was set aside."""
        return self.carrier

    @cached_property
    def carrier(self) -> "ServiceBus | SqliteBus":
        """Who does both."""
        address = self.near.service_bus
        return bank.bus_in(address) if address else laptop.bus_in(self.settings.home)

    @cached_property
    def broker(self) -> Broker:
        """The receiving end, which in Azure the Functions host has instead of us."""
        address = self.near.service_bus
        return bank.broker_in(address) if address else laptop.bus_in(self.settings.home)

    @cached_property
    def source(self) -> Source:
        """Who holds the teams' code."""
        from shared.adapters.git_source import GitSource

        return GitSource(hosts=self.hosts)

    @cached_property
    def hosts(self) -> "tuple[GitHost, ...]":
        """The git hosts that know us."""
        return tuple(bank.host_in(host, self.secrets) for host in self.near.hosts)

    @cached_property
    def forges(self) -> "Forges | None":
        """Where the teams work, if not on this machine."""
        return bank.forges_in(self.blobs, self.hosts) if self.hosts else None

    @cached_property
    def ci(self) -> Ci:
        """Who runs the teams' tests."""
        return self.forges or folders.ci()

    @cached_property
    def statuses(self) -> Statuses:
        """Who shows on a commit how its run stands."""
        return self.forges or folders.statuses_in(self.settings.home)

    @cached_property
    def reviews(self) -> Reviews:
        """Who shows a team what was found in its code."""
        return self.forges or folders.reviews_in(self.settings.home)

    @cached_property
    def jobs(self) -> Jobs:
        """Who runs jobs."""
        if self.near.databricks:
            return bank.databricks_in(self.near, self.settings.policy, self.blobs, self.secrets)
        secret = self.own_secret("jobs")
        return laptop.jobs_in(self.settings, self.blobs, secret, self.models.prepare)

    @property
    def registry(self) -> RegistryReader:
        """Who knows the models."""
        return self.models.reader

    @property
    def promoter(self) -> Registry:
        """Who moves the champion: for promotion, and for nobody else."""
        return self.models

    @cached_property
    def models(self) -> "MlflowRegistry":
        """Who does both."""
        from shared.adapters.mlflow_registry import MlflowRegistry

        place = self.near.mlflow
        return MlflowRegistry(
            place.tracking or laptop.tracking_in(self.settings.home),
            registry_uri=place.registry,
            pattern=place.name,
            identity=partial(bank.told_to_mlflow, self.near, self.settings.policy, self.secrets),
        )

    @cached_property
    def artefacts(self) -> Artefacts:
        """Who keeps what was released."""
        if self.near.artifactory:
            return bank.artifactory_in(self.near.artifactory, self.secrets)
        return folders.artefacts_in(self.settings.home)

    @cached_property
    def people(self) -> People:
        """Who reaches people."""
        ways = bank.people_in(self.near.letters, self.secrets)
        return ways or folders.mailbox_in(self.settings.home)

    @cached_property
    def examiners(self) -> Examiners:
        """Who is asked about a model before it is judged."""
        return examiners_in(self.settings, self.secrets, self.blobs)

    @cached_property
    def secrets(self) -> Secrets:
        """Who holds secrets."""
        vault = self.near.key_vault
        return bank.vault_in(vault) if vault else laptop.secrets_in(self.settings.home)

    def own_secret(self, name: str) -> bytes:
        """A secret of the platform's own."""
        return own_secrets.own(name, self.settings, self.secrets)

    def job_secrets(self) -> tuple[bytes, ...]:
        """Those that news of jobs may be proved with."""
        return own_secrets.of_jobs(self.settings, self.secrets)

    @cached_property
    def links(self) -> Links:
        """Who signs links and forms."""
        from shared.adapters.signed_links import SignedLinks

        key = self.own_secret("links")
        return SignedLinks([key], link_age=self.settings.policy.patience("approval"))

    @cached_property
    def visitors(self) -> Visitors:
        """Who knows the people that come."""
        if self.near.tenant:
            return bank.visitors_in(self.near.tenant)
        from shared.adapters.link_visitors import LinkVisitors

        return LinkVisitors(links=self.links, roles=self.settings.roles)

    @cached_property
    def pages(self) -> "Pages":
        """What people see."""
        from shared.adapters.pages import Pages

        return Pages()


def world() -> World:
    """The world that the environment names, made on the first message and not while loading."""
    with MEETING:
        return made()


MEETING = Lock()


@cache
def made() -> World:
    """The one of this process.  Raises `SettingsError` where its settings make no sense."""
    return World(read_settings(os.environ))
