"""The registry for whoever only looks: nothing here can change a model or move an alias."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from shared.adapters.mlflow_registry import files
from shared.adapters.mlflow_registry.opening import SECONDS, Store, Stores, opened
from shared.adapters.mlflow_registry.record import ALIAS, RegisteredVersion, champion_from
from shared.adapters.mlflow_registry.troubles import troubles
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.messages import Champion, TrainedModel
from shared.model_names import PATTERN, Naming

__all__ = ["PATTERN", "SECONDS", "MlflowReader"]


Identity = Callable[[], Mapping[str, str]]


class MlflowReader:
    """Reads an MLflow store: a SQLite file (`sqlite:///...`), a server, or Databricks."""

    def __init__(
        self,
        tracking_uri: str,
        *,
        registry_uri: str = "",
        pattern: str = PATTERN,
        places: Sequence[str] = (),
        seconds: int = SECONDS,
        identity: Identity = dict,
    ) -> None:
        """Name the stores, which are opened on first use; without a second one they are the same.

        `places` are addresses, ending in a slash, below which jobs may leave models besides those
        that MLflow itself gives them.  `identity` gives the variables by which MLflow says who we
        are: it reads them for each request, and a token in them may be a short-lived one.
        Raises `RefusedError` for a pattern that gives no names.
        """
        self.identity = identity
        registry = registry_uri or tracking_uri
        self.stores = Stores(tracking=tracking_uri, registry=registry, seconds=seconds)
        self.naming = Naming(pattern=pattern, catalogue=self.stores.catalogue)
        self.places = files.places_of(tracking_uri, places)

    def prepare(self) -> None:
        """Open the store and bring its schema up to date, one process after the other."""
        with troubles("the store"):
            self.store.client.search_registered_models(max_results=1)

    def probe(self) -> str:
        """Who we are there, and what answered."""
        self.prepare()
        held = "Unity Catalog" if self.stores.catalogue else "a registry of MLflow's own"
        return f"MLflow shows its registered models; they are in {held}, as {self.naming.pattern}"

    def champion(self, candidate: Candidate, environment: str, team: str = "") -> Champion | None:
        """The version in use; `run` is the MLflow run that made it."""
        name = self.naming.name(candidate, environment, team)
        with troubles(name):
            found = self.store.holder(name, ALIAS)
            return champion_from(found) if found else None

    def location(self, champion: Champion) -> str:
        """Where the files of a champion's model lie, for any process that can reach them."""
        subject = f"version {champion.version} of run {champion.run}"
        with troubles(subject):
            for row in self.store.made_by(champion.run):
                if row.version == champion.version:
                    return row.location
        raise RefusedError(f"{subject}: not in the registry")

    def fetch(self, model: TrainedModel, into: Path) -> None:
        """Copy the model's files.  Raises `AlteredError` unless they have the model's digest.

        Raises `RefusedError` where they do not lie where jobs leave models.
        """
        with troubles(model.uri):
            uri = files.resolved(self.store.client, model.uri)
            files.bring(uri, self.stores.tracking, into, model.digest, self.places)

    def source(self, uri: str) -> tuple[str, str]:
        """What a version is to be made of, and the id of the model where it was logged as one."""
        logged = files.model_id(uri)
        return (files.resolved(self.store.client, uri) if logged else uri), logged

    def versions(self) -> Iterator[RegisteredVersion]:
        """Every version there is, in order, for whoever compares the registry with the record."""
        with troubles("the versions"):
            yield from self.store.all_versions()

    @property
    def store(self) -> Store:
        """What the registry holds, for whoever we are now."""
        os.environ.update(self.identity())
        return self.opened

    @cached_property
    def opened(self) -> Store:
        """The way into the stores."""
        return opened(self.stores)
