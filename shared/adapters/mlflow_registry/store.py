"""What an MLflow store holds, in types of ours, asked only what Unity Catalog answers, too.

Checked against `mlflow/store/_unity_catalog/registry/rest_store.py` and
`mlflow/utils/_unity_catalog_utils.py` of 3.17.2: a search for registered models takes no filter; a
search for versions takes one condition, on name or run, and gives neither tags nor aliases; tags
have no `.` in their names; a version is there before its files are, and ready once they are.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from shared.adapters.mlflow_registry.record import RegisteredVersion
from shared.core.errors import RefusedError

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion, RegisteredModel
    from mlflow.store.entities import PagedList

T = TypeVar("T")
OURS, OURS_IN_CATALOGUE = "gatehouse.", "gatehouse_"
ABSENT = {"RESOURCE_DOES_NOT_EXIST", "NOT_FOUND"}
TAKEN = {"RESOURCE_ALREADY_EXISTS", "ALREADY_EXISTS"}


@dataclass(frozen=True, kw_only=True)
class Store:
    """Registered models and their versions."""

    client: "MlflowClient"
    catalogue: bool

    def registered_model(self, name: str) -> "RegisteredModel | None":
        """The registered model of that name."""
        from mlflow.exceptions import MlflowException

        try:
            return self.client.get_registered_model(name)
        except MlflowException as error:
            if error.error_code not in ABSENT:
                raise
            return None

    def found_model(self, name: str, tags: Mapping[str, str]) -> Mapping[str, str]:
        """The tags of the registered model, which is made where nobody was faster."""
        from mlflow.exceptions import MlflowException

        model = self.registered_model(name)
        if model is None:
            try:
                model = self.client.create_registered_model(name, tags=self.spelt(tags))
            except MlflowException as error:
                if error.error_code not in TAKEN:
                    raise
                model = self.client.get_registered_model(name)
        return self.read(model.tags)

    def holder(self, name: str, alias: str) -> RegisteredVersion | None:
        """The version of a registered model that has the alias."""
        model = self.registered_model(name)
        if model is None or alias not in model.aliases:
            return None
        row = self.client.get_model_version(name, str(model.aliases[alias]))
        return self.version_in(row, model.aliases)

    def versions(self, name: str) -> list[RegisteredVersion]:
        """Every version of one registered model, by number.

        The aliases are read first, so that no version is missing that has one.
        """
        model = self.registered_model(name)
        aliases = model.aliases if model else {}
        rows = (self.whole(row) for row in pages(self.client.search_model_versions, named(name)))
        versions = [self.version_in(row, aliases) for row in rows]
        return sorted(versions, key=lambda version: version.number)

    def all_versions(self) -> Iterator[RegisteredVersion]:
        """Every version there is, by name and number."""
        if self.catalogue:
            raise RefusedError("Unity Catalog: holds more models than ours; ask for one by name")
        models = pages(self.client.search_registered_models, "")
        aliases = {model.name: model.aliases for model in models}
        rows = pages(self.client.search_model_versions, "")
        for row in sorted(rows, key=lambda row: (row.name, int(row.version))):
            yield self.version_in(row, aliases.get(row.name, {}))

    def made_by(self, run: str) -> Iterator[RegisteredVersion]:
        """Every version that an MLflow run made, its aliases left out."""
        if not run.isalnum():
            raise RefusedError(f"run {run!r}: not the id of an MLflow run")
        for row in pages(self.client.search_model_versions, f"run_id='{run}'"):
            yield self.version_in(self.whole(row), {})

    def create(
        self, name: str, source: str, run: str, tags: Mapping[str, str], model_id: str
    ) -> None:
        """Add a version, which Unity Catalog copies the files of.

        A server wants to be told the id of a logged model to believe where it lies; the client for
        Unity Catalog would look it up in the store that is the default of the process.
        """
        known = None if self.catalogue else model_id or None
        self.client.create_model_version(
            name, source, run, self.spelt(tags), await_creation_for=0, model_id=known
        )

    def tag(self, version: RegisteredVersion, key: str, value: str) -> None:
        """Set a tag of a version."""
        [(spelt, _)] = self.spelt({key: value}).items()
        name, number = version.registered_model, version.version
        with racing():
            self.client.set_model_version_tag(name, number, spelt, value)

    def crown(self, version: RegisteredVersion, alias: str) -> None:
        """Have the alias on this version, and on no other."""
        name, number = version.registered_model, version.version
        with racing():
            self.client.set_registered_model_alias(name, alias, number)

    def whole(self, row: "ModelVersion") -> "ModelVersion":
        """The version with its tags, which a search in Unity Catalog leaves out."""
        return self.client.get_model_version(row.name, row.version) if self.catalogue else row

    def version_in(self, row: "ModelVersion", aliases: Mapping[str, object]) -> RegisteredVersion:
        """A version in types of ours."""
        held = sorted(alias for alias, number in aliases.items() if str(number) == str(row.version))
        own = f"models:/{row.name}/{row.version}"
        return RegisteredVersion(
            registered_model=str(row.name),
            version=str(row.version),
            run=str(row.run_id or ""),
            location=own if self.catalogue else str(row.source),
            tags=self.read(row.tags),
            aliases=tuple(held),
            ready=str(row.status) == "READY",
            created=datetime.fromtimestamp((row.creation_timestamp or 0) / 1000, UTC),
        )

    def spelt(self, tags: Mapping[str, str]) -> dict[str, str]:
        """Our tags as the store takes them."""
        ours = OURS_IN_CATALOGUE if self.catalogue else OURS
        return {f"{ours}{key.removeprefix(OURS)}": value for key, value in tags.items()}

    def read(self, tags: Mapping[str, str]) -> dict[str, str]:
        """The store's tags, ours under the names that we know them by."""
        if not self.catalogue:
            return dict(tags)
        return {
            OURS + key.removeprefix(OURS_IN_CATALOGUE)
            if key.startswith(OURS_IN_CATALOGUE)
            else key: value
            for key, value in tags.items()
        }


@contextmanager
def racing() -> Iterator[None]:
    """Let pass that somebody else has just written the row that we were about to write.

    MLflow looks and then inserts, without a lock; the slower of two gets a `BAD_REQUEST` (3.17).
    Whoever writes so must look afterwards at what is there.
    """
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        if error.error_code != "BAD_REQUEST":
            raise


def named(name: str) -> str:
    """The condition that finds a registered model."""
    return f"name='{name}'"


def pages(search: "Callable[..., PagedList[T]]", where: str) -> Iterator[T]:
    """Everything a search finds, page after page."""
    token = None
    while True:
        page = search(filter_string=where or None, page_token=token)
        yield from page
        token = page.token
        if not token:
            return
