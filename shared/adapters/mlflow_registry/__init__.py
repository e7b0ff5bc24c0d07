"""Models in MLflow: one registered model for each environment, `champion` its version in use.

Nobody is locked out.  Whoever has registered a version looks again: of several versions of one run
the lowest counts, and of those that count the highest is champion, whoever comes to say so.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from shared.adapters.mlflow_registry import files, store
from shared.adapters.mlflow_registry.opening import opened, troubles
from shared.adapters.mlflow_registry.record import (
    ALIAS,
    DIGEST,
    REPOSITORY,
    SUPERSEDED,
    RegisteredVersion,
    champion_from,
    counting,
    named,
    newest,
    superseded,
    tags_of,
)
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import Champion, PromoteModel, TrainedModel
from shared.files.model_files import copy, folder_of
from shared.ports import AlteredError

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = ["MlflowRegistry", "RegisteredVersion"]

LOOKS = 10


class MlflowRegistry:
    """The registry in an MLflow store: a SQLite file (`sqlite:///...`) or a server."""

    def __init__(self, tracking_uri: str) -> None:
        """Name the store; it is opened on first use."""
        self.tracking_uri = tracking_uri

    def prepare(self) -> None:
        """Open the store and bring its schema up to date, one process after the other."""
        with troubles("the store"):
            self.client.search_registered_models(max_results=1)

    def champion(self, model: str, environment: str) -> Champion | None:
        """The version in use; `run` is the MLflow run that made it."""
        name = named(model, environment)
        with troubles(name):
            found = store.holder(self.client, name, ALIAS)
            return champion_from(found) if found else None

    def location(self, champion: Champion) -> str:
        """Where the files of a champion's model lie, for any process that can reach them."""
        subject = f"version {champion.version} of run {champion.run}"
        with troubles(subject):
            for row in store.versions_from(self.client, champion.run):
                if row.version == champion.version:
                    return row.location
        raise RefusedError(f"{subject}: not in the registry")

    def promote(self, order: PromoteModel) -> tuple[str, str]:
        """Register the model once, make it the champion, and return registered name and version.

        A repeat of an older order leaves a newer champion in place.  Raises `RefusedError` where
        the name belongs to another repository, `AlteredError` where the run has another model.
        """
        name = named(order.candidate.model, order.environment)
        with troubles(name):
            self.claim(name, order.candidate.repository)
            if order.candidate.run_id not in counting(self.rows(name)):
                self.register(name, order)
            return name, self.settle(name, order)

    def fetch(self, model: TrainedModel, into: Path) -> None:
        """Copy the model's files.  Raises `AlteredError` unless they have the model's digest."""
        with troubles(model.uri), TemporaryDirectory() as place:
            uri = files.resolved(self.client, model.uri)
            folder = folder_of(uri) or files.downloaded(self.tracking_uri, uri, place)
            copy(folder, into, model.digest)

    def versions(self) -> Iterator[RegisteredVersion]:
        """Every version there is, in order, for whoever compares the registry with the record."""
        with troubles("the versions"):
            yield from store.versions(self.client)

    @cached_property
    def client(self) -> "MlflowClient":
        """The way into the store."""
        return opened(self.tracking_uri)

    def rows(self, name: str) -> list[RegisteredVersion]:
        """The versions of one registered model."""
        return list(store.versions(self.client, name))

    def claim(self, name: str, repository: str) -> None:
        """Have the registered model for the repository, which shares it with none."""
        found = store.registered_model(self.client, name)
        if found is None:
            found = store.found_model(self.client, name, {REPOSITORY: repository})
        owner = found.tags.get(REPOSITORY, "somebody who did not say so")
        if owner != repository:
            raise RefusedError(
                f"registered model {name}: belongs to {owner}, and not to {repository}; take"
                f" another MODEL_NAME, or have its owner hand it over in the tag {REPOSITORY}"
            )

    def register(self, name: str, order: PromoteModel) -> None:
        """Add a version, complete from its first moment on."""
        source = files.resolved(self.client, order.model.uri)
        self.client.create_model_version(name, source, order.model.run, tags_of(order))

    def settle(self, name: str, order: PromoteModel) -> str:
        """Set the alias until it lies right, since others may be at it, and return our version."""
        for _ in range(LOOKS):
            rows = self.rows(name)
            ours = counting(rows)[order.candidate.run_id]
            if ours.tags.get(DIGEST) != order.model.digest:
                raise AlteredError(f"{name} {ours.version}: its run registered another model")
            if self.at_rest(name, rows):
                return ours.version
        raise TryAgainError(f"registered model {name}: the alias {ALIAS} does not come to rest")

    def at_rest(self, name: str, rows: list[RegisteredVersion]) -> bool:
        """Whether all was right when we looked; what was not is put right."""
        late, first = list(superseded(rows)), newest(rows)
        with store.racing():
            for row, by in late:
                self.client.set_model_version_tag(name, row.version, SUPERSEDED, by.version)
            if ALIAS not in first.aliases:
                self.client.set_registered_model_alias(name, ALIAS, first.version)
        return not late and ALIAS in first.aliases
