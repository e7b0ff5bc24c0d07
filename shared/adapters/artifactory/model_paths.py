"""Where the files of a release lie in a machine-learning repository, and which names it takes.

The rules are those of `frogml` 1.2.46 (`storage/utils/_input_checks_utility.py`, `constants.py`).
"""

import re
from dataclasses import dataclass

from shared.core.errors import RefusedError

MODEL, BESIDE = "model/", "gatehouse/"
NAME = re.compile(r"[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*")
LONGEST_NAME = 60
NOT_KEPT = {"model-manifest.json", "dataset-manifest.json"}


@dataclass(frozen=True, kw_only=True)
class Release:
    """One version of one model in one repository."""

    repository: str
    model: str
    version: str

    @property
    def folder(self) -> str:
        """Where the files of the released model lie."""
        return f"{self.repository}/models/{self.model}/{self.version}"


def parts_of(path: str) -> tuple[Release, str]:
    """The release a path belongs to, and the file's path within the model."""
    repository, model, version, rest = (*path.split("/", 3), "", "", "")[:4]
    for name in (model, version):
        if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            raise RefusedError(
                f"artefact {path}: JFrog takes letters, digits, . _ - as names of models and"
                f" versions, {LONGEST_NAME} at most; set GATEHOUSE_ARTIFACTORY_LAYOUT to generic"
            )
    name = rest.removeprefix(MODEL) if rest.startswith(MODEL) else f"{BESIDE}{rest}"
    reserved = rest.startswith(f"{MODEL}{BESIDE}") or rest.rpartition("/")[2] in NOT_KEPT
    if not rest or reserved:
        raise RefusedError(f"artefact {path}: the name is reserved in this layout; take another")
    return Release(repository=repository, model=model, version=version), name
