"""Where the files of a model may lie, and how they are brought here.

A model's address comes from a job, and a job runs a team's code: it may name any file and any
server.  So an address counts only once the store has been asked what it stands for, and only where
that lies in a place that jobs leave models in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from shared.core.errors import RefusedError
from shared.files.model_files import copy, folder_of
from shared.files.paths import fault_of

if TYPE_CHECKING:
    from mlflow import MlflowClient

SQLITE = "sqlite:///"
PROXIED = ("mlflow-artifacts:/",)
DATABRICKS = ("dbfs:/databricks/mlflow-tracking/", "dbfs:/databricks/mlflow/", "dbfs:/Volumes/")
ID = re.compile(r"[\w-]+")


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where files may lie: under one of the addresses, or in the folder on this machine."""

    prefixes: tuple[str, ...]
    folder: Path | None = None

    def confine(self, uri: str) -> Path | None:
        """The folder, where the address names one of this machine.

        Raises `RefusedError` where it leads anywhere else than to where models are left.
        """
        folder = folder_of(uri)
        if folder is not None and self.folder is not None:
            if folder.is_absolute() and folder.resolve().is_relative_to(self.folder.resolve()):
                return folder
        elif folder is None and any(lies_under(uri, prefix) for prefix in self.prefixes):
            return None
        raise RefusedError(
            f"model {uri}: does not lie where jobs leave models; log it to the run, and leave it"
            " where MLflow puts it"
        )


def places_of(tracking_uri: str, more: Sequence[str] = ()) -> Places:
    """Where the jobs of a tracking store leave their models."""
    if tracking_uri.startswith(SQLITE):
        folder = Path(tracking_uri.removeprefix(SQLITE)).parent
        return Places(prefixes=tuple(more), folder=folder)
    own = DATABRICKS if tracking_uri.startswith("databricks") else PROXIED
    return Places(prefixes=(*own, *more))


def lies_under(uri: str, prefix: str) -> bool:
    """Whether the address goes on below the prefix, without climbing, escapes or a query."""
    rest = uri.removeprefix(prefix)
    return uri.startswith(prefix) and not fault_of(rest.rstrip("/")) and not set(rest) & set("%?#")


def model_id(uri: str) -> str:
    """The id in the address of a logged model, empty where it is another kind of address."""
    scheme, _, model = uri.partition("models:/")
    return "" if scheme else model


def resolved(client: "MlflowClient", uri: str) -> str:
    """What the store says the address of a logged model or of a run's artifact stands for.

    MLflow looks up `models:/<id>` in the store that is the default of the process, and not in the
    one it is told (`ModelsArtifactRepository`, 3.17), so it must never see one.
    """
    if model := model_id(uri):
        return str(client.get_logged_model(checked(model, uri)).artifact_location)
    scheme, _, rest = uri.partition("runs:/")
    if scheme or not rest:
        return uri
    run, _, path = rest.partition("/")
    if fault := fault_of(path):
        raise RefusedError(f"model {uri}: {fault}; give a path within the run")
    return f"{str(client.get_run(checked(run, uri)).info.artifact_uri).rstrip('/')}/{path}"


def checked(name: str, uri: str) -> str:
    """An id, and nothing that means more."""
    if not ID.fullmatch(name):
        raise RefusedError(f"model {uri}: {name!r} is no id; give a model or run that was logged")
    return name


def bring(uri: str, tracking_uri: str, into: Path, digest: str, places: Places) -> None:
    """Copy the files, once what they lie in is known to be a place for them, and look at each."""
    from mlflow.artifacts import download_artifacts

    folder = places.confine(uri)
    with TemporaryDirectory() as place:
        if folder is None:
            folder = Path(
                download_artifacts(artifact_uri=uri, dst_path=place, tracking_uri=tracking_uri)
            )
        copy(folder, into, digest)
