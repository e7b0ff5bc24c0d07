"""Where the files of a model lie that an MLflow store knows."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlflow import MlflowClient


def resolved(client: "MlflowClient", uri: str) -> str:
    """An address that does not depend on a store where one can be had.

    MLflow looks up `models:/<id>` in the store that is the default of the process, and not in the
    one it is told (`ModelsArtifactRepository`, 3.17), so it must never see one.
    """
    scheme, _, model = uri.partition("models:/")
    if scheme or not model:
        return uri
    return str(client.get_logged_model(model).artifact_location)


def downloaded(tracking_uri: str, uri: str, place: str) -> Path:
    """The files, brought here from wherever MLflow finds them."""
    from mlflow.artifacts import download_artifacts

    return Path(download_artifacts(artifact_uri=uri, dst_path=place, tracking_uri=tracking_uri))
