"""What an MLflow store holds, in types of ours."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from shared.adapters.mlflow_registry.record import RegisteredVersion
from shared.core.errors import RefusedError

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion, RegisteredModel
    from mlflow.store.entities import PagedList

T = TypeVar("T")


def holder(client: "MlflowClient", name: str, alias: str) -> RegisteredVersion | None:
    """The version of a registered model that has the alias."""
    model = registered_model(client, name)
    if model is None or alias not in model.aliases:
        return None
    row = client.get_model_version(name, str(model.aliases[alias]))
    return version_in(row, model.aliases)


def registered_model(client: "MlflowClient", name: str) -> "RegisteredModel | None":
    """The registered model of that name."""
    return next(pages(client.search_registered_models, f"name='{name}'"), None)


def found_model(client: "MlflowClient", name: str, tags: Mapping[str, str]) -> "RegisteredModel":
    """A new registered model, or the one that somebody made just before us."""
    from mlflow.exceptions import MlflowException

    try:
        return client.create_registered_model(name, tags=dict(tags))
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
        return client.get_registered_model(name)


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


def versions(client: "MlflowClient", name: str = "") -> Iterator[RegisteredVersion]:
    """Every version of one registered model, or of all, by name and number.

    The aliases are read first, so that no version is missing that has one.
    """
    where = f"name='{name}'" if name else ""
    aliases = {model.name: model.aliases for model in pages(client.search_registered_models, where)}
    rows = pages(client.search_model_versions, where)
    for row in sorted(rows, key=lambda row: (row.name, int(row.version))):
        yield version_in(row, aliases.get(row.name, {}))


def versions_from(client: "MlflowClient", run: str) -> Iterator[RegisteredVersion]:
    """Every version that an MLflow run made, its aliases left out."""
    if not run.isalnum():
        raise RefusedError(f"run {run!r}: not the id of an MLflow run")
    yield from (
        version_in(row, {}) for row in pages(client.search_model_versions, f"run_id='{run}'")
    )


def version_in(row: "ModelVersion", aliases: Mapping[str, object]) -> RegisteredVersion:
    """A version in types of ours."""
    held = sorted(alias for alias, number in aliases.items() if str(number) == str(row.version))
    return RegisteredVersion(
        registered_model=str(row.name),
        version=str(row.version),
        run=str(row.run_id or ""),
        location=str(row.source),
        tags=dict(row.tags),
        aliases=tuple(held),
    )


def pages(search: "Callable[..., PagedList[T]]", where: str) -> Iterator[T]:
    """Everything a search finds, page after page."""
    token = None
    while True:
        page = search(filter_string=where, page_token=token)
        yield from page
        token = page.token
        if not token:
            return
