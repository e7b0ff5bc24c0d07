"""A model's files: brought here from wherever they lie, and known by their digest."""

import shutil
from hashlib import file_digest, sha256
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from runner.failures import AlteredError
from runner.order import TrainedModel

# MLflow's client writes it beside what it downloads; it is no file of the model.
DOWNLOAD_NOTE = "registered_model_meta"


def read_back(uri: str, work: Path) -> tuple[str, str]:
    """Where the model lies, and the digest of what is really there."""
    return uri, digest_of(download(uri, work / "read_back"))


def fetch(model: TrainedModel, into: Path) -> Path:
    """The files of a model.  Raises `AlteredError` unless they have the model's digest."""
    folder = download(model.uri, into)
    found = digest_of(folder)
    if found != model.digest:
        raise AlteredError(f"model {model.uri}: its digest is {found}, and was {model.digest}")
    return folder


def download(uri: str, into: Path) -> Path:
    """Copy a model's files, without bytecode: it is no part of the model, and nobody judged it."""
    if uri.startswith("file:"):
        folder = Path(shutil.copytree(url2pathname(urlsplit(uri).path), into))
    else:
        import mlflow.artifacts

        into.mkdir(parents=True)
        folder = Path(mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=str(into)))
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    return folder


def digest_of(folder: Path) -> str:
    """The sha256 over a sorted line "<sha256>  <relative path>" for every file."""
    lines = []
    for path in folder.rglob("*"):
        if path.is_file() and path != folder / DOWNLOAD_NOTE:
            with path.open("rb") as file:
                one = file_digest(file, "sha256").hexdigest()
            lines.append(f"{one}  {path.relative_to(folder).as_posix()}\n")
    return sha256("".join(sorted(lines)).encode()).hexdigest()
