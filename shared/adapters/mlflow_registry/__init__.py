"""Models in MLflow: one registered model for each environment, `champion` its version in use.

Nobody is locked out.  Whoever has registered a version looks again: of several versions of one run
the lowest counts, and of those that count the highest is champion, whoever comes to say so.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.mlflow_registry.reading import PATTERN, SECONDS, Identity, MlflowReader
from shared.adapters.mlflow_registry.record import (
    ALIAS,
    DIGEST,
    REPOSITORY,
    SUPERSEDED,
    RegisteredVersion,
    awaited,
    counting,
    newest,
    superseded,
    tags_of,
)
from shared.adapters.mlflow_registry.troubles import troubles
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import Champion, PromoteModel, TrainedModel
from shared.ports import AlteredError

if TYPE_CHECKING:
    from mlflow import MlflowClient

__all__ = ["MlflowReader", "MlflowRegistry", "RegisteredVersion"]

LOOKS = 10


class MlflowRegistry:
    """The registry for whoever promotes; `reader` is what everybody else is to be given.

    In Unity Catalog only a model's owner can set an alias, so that the identity that comes here has
    to own the registered models, and no other should.
    https://docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/upgrade-workflows
    """

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
        """Name the stores, as `MlflowReader` takes them."""
        self.reader = MlflowReader(
            tracking_uri,
            registry_uri=registry_uri,
            pattern=pattern,
            places=places,
            seconds=seconds,
            identity=identity,
        )

    def champion(self, candidate: Candidate, environment: str, team: str = "") -> Champion | None:
        """The version in use; `run` is the MLflow run that made it."""
        return self.reader.champion(candidate, environment, team)

    def location(self, champion: Champion) -> str:
        """Where the files of a champion's model lie, for any process that can reach them."""
        return self.reader.location(champion)

    def fetch(self, model: TrainedModel, into: Path) -> None:
        """Copy the model's files.  Raises `AlteredError` unless they have the model's digest."""
        self.reader.fetch(model, into)

    def versions(self) -> Iterator[RegisteredVersion]:
        """Every version there is, in order, for whoever compares the registry with the record."""
        return self.reader.versions()

    def prepare(self) -> None:
        """Open the store and bring its schema up to date, one process after the other."""
        self.reader.prepare()

    def probe(self) -> str:
        """Who we are there, and what answered."""
        return self.reader.probe()

    @property
    def client(self) -> "MlflowClient":
        """The way into the store."""
        return self.reader.store.client

    def promote(self, order: PromoteModel) -> tuple[str, str]:
        """Register the model once, make it the champion, and return registered name and version.

        A repeat of an older order leaves a newer champion in place.  Raises `RefusedError` where
        the name belongs to another repository, `AlteredError` where the run has another model.
        """
        name = self.reader.naming.name(order.candidate, order.environment, order.team)
        with troubles(name):
            self.claim(name, order.candidate.repository)
            rows = self.rows(name, order)
            if order.candidate.run_id not in counting(rows):
                self.register(name, order)
            return name, self.settle(name, order)

    def rows(self, name: str, order: PromoteModel) -> list[RegisteredVersion]:
        """The versions of one registered model, once nobody may be adding one for this run."""
        rows = self.reader.store.versions(name)
        if awaited(rows, order.candidate.run_id, datetime.now(UTC)):
            raise TryAgainError(f"registered model {name}: another attempt is bringing the files")
        return rows

    def claim(self, name: str, repository: str) -> None:
        """Have the registered model for the repository, which shares it with none."""
        tags = self.reader.store.found_model(name, {REPOSITORY: repository})
        owner = tags.get(REPOSITORY, "somebody who did not say so")
        if owner != repository:
            raise RefusedError(
                f"registered model {name}: belongs to {owner}, and not to {repository}; take"
                f" another MODEL_NAME, or have its owner hand it over in the tag {REPOSITORY}"
            )

    def register(self, name: str, order: PromoteModel) -> None:
        """Add a version, complete from its first moment on."""
        source, logged = self.reader.source(order.model.uri)
        self.reader.store.create(name, source, order.model.run, tags_of(order), logged)

    def settle(self, name: str, order: PromoteModel) -> str:
        """Set the alias until it lies right, since others may be at it, and return our version."""
        for _ in range(LOOKS):
            rows = self.rows(name, order)
            ours = counting(rows).get(order.candidate.run_id)
            if ours is None:
                raise TryAgainError(f"registered model {name}: our version is not there yet")
            if ours.tags.get(DIGEST) != order.model.digest:
                raise AlteredError(f"{name} {ours.version}: its run registered another model")
            if self.at_rest(rows):
                return ours.version
        raise TryAgainError(f"registered model {name}: the alias {ALIAS} does not come to rest")

    def at_rest(self, rows: list[RegisteredVersion]) -> bool:
        """Whether all was right when we looked; what was not is put right."""
        late, first = list(superseded(rows)), newest(rows)
        for row, by in late:
            self.reader.store.tag(row, SUPERSEDED, by.version)
        if ALIAS not in first.aliases:
            self.reader.store.crown(first, ALIAS)
        return not late and ALIAS in first.aliases
