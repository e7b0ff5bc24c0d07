"""Who holds models, and what was released of them."""

from pathlib import Path
from typing import Protocol

from shared.core.messages import Champion, PromoteModel, TrainedModel


class Registry(Protocol):
    """Holds the models: one registered model per environment, `champion` its version in use."""

    def champion(self, model: str, environment: str) -> Champion | None:
        """The version in use, with its recorded metrics."""

    def location(self, champion: Champion) -> str:
        """Where the files of a champion's model lie."""

    def promote(self, order: PromoteModel) -> tuple[str, str]:
        """Register the model once, make it the champion, and return registered name and version."""

    def fetch(self, model: TrainedModel, into: Path) -> None:
        """Copy the model's files.  Raises `AlteredError` unless they have the model's digest."""


class Artefacts(Protocol):
    """Keeps released models: what is written once never changes."""

    def put(self, path: str, source: Path) -> str:
        """Keep the file under the path, read it back, and return its sha256.

        The same bytes again are harmless.  Raises `AlteredError` where other bytes are there.
        """
