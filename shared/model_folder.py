"""One model's folder in a commit: the files, the tree the checks look at, and its `model.yml`."""

from collections.abc import Mapping

from shared import yaml_reader
from shared.core.checks.folders import models_in, texts_in, tree_of, within
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.document import Document
from shared.core.model_file import slug
from shared.core.surroundings import Surroundings
from shared.ports import Snapshot


def tree_in(snapshot: Snapshot, folder: str, surroundings: Surroundings | None = None) -> Tree:
    """What the checks look at."""
    return tree_of(
        folder,
        snapshot.files,
        read=yaml_reader.read,
        passed_over=snapshot.passed_over,
        surroundings=surroundings,
    )


def files_in(snapshot: Snapshot, folder: str) -> Mapping[str, bytes]:
    """The folder's own files, where the repository has them."""
    return {path: data for path, data in snapshot.files.items() if within(folder, path)}


def texts_in_models(snapshot: Snapshot) -> Mapping[str, str]:
    """The text files in the folders of all models, where the repository has them."""
    folders = models_in(snapshot.files)
    own = {
        path: data
        for path, data in snapshot.files.items()
        if any(within(folder, path) for folder in folders)
    }
    return texts_in(own)[0]


def name_in(snapshot: Snapshot, folder: str, fallback: str) -> str:
    """What the model calls itself, or a name made of the fallback where it is not fit to be one."""
    path = MODEL_FILE if folder == "." else f"{folder}/{MODEL_FILE}"
    alone = {path: snapshot.files[path]} if path in snapshot.files else {}
    model_file = tree_of(folder, alone, read=yaml_reader.read).model_file
    named = model_file.values.get("MODEL_NAME") if isinstance(model_file, Document) else None
    return slug(named if isinstance(named, str) else fallback)
