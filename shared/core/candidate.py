"""The model a run is about."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One model at one commit, on its way to production.

    `repository` is the name in the catalogue, `folder` where its `model.yml` lies ("." at the
    root), `model` a name fit for paths, `brand` empty where a model serves one brand only.
    """

    repository: str
    commit: str
    model: str
    folder: str = "."
    brand: str = ""
    attempt: int = 1

    @cached_property
    def run_id(self) -> str:
        """The same push twice is the same candidate, so the same run."""
        facts = (self.repository, self.commit, self.folder, self.model, self.brand)
        digest = sha256("\n".join((*facts, str(self.attempt))).encode()).hexdigest()
        return f"{self.model}-{digest[:16]}"
