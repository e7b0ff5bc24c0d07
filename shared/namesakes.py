"""Folders of one commit that go by one name would share one registered model."""

from collections.abc import Iterator

from shared.core.checks.folders import models_in
from shared.core.checks.tree import MODEL_FILE
from shared.core.findings import Finding, Owner, Priority
from shared.model_folder import name_in
from shared.ports import Snapshot


def namesakes(snapshot: Snapshot, folder: str, repository: str) -> Iterator[Finding]:
    """What speaks against a folder that goes by the name of another one, which is named."""
    name = named(snapshot, folder, repository)
    for other in models_in(snapshot.files):
        if other != folder and named(snapshot, other, repository) == name:
            yield Finding(
                check="source",
                priority=Priority.REQUIRED,
                owner=Owner.MODEL_DEV,
                path=MODEL_FILE if folder == "." else f"{folder}/{MODEL_FILE}",
                remark=f"folder {other!r} goes by the name {name} as well",
                remedy="give every folder a MODEL_NAME of its own",
                standard="R-030",
            )
            return


def named(snapshot: Snapshot, folder: str, repository: str) -> str:
    """What the model in a folder goes by."""
    return name_in(snapshot, folder, repository if folder == "." else folder)
