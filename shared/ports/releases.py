"""Who holds models, and what was released of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from shared.core.candidate import Candidate
from shared.core.messages import Champion, PromoteModel, TrainedModel

NO_PROPERTIES: Mapping[str, str] = MappingProxyType({})


class RegistryReader(Protocol):
    """Knows the models and can change nothing: all that evaluation and publication get to see.

    Each environment has one registered model, and `champion` is its version in use.
    """

    def champion(self, candidate: Candidate, environment: str, team: str = "") -> Champion | None:
        """The version in use where the candidate would go, with its recorded metrics."""

    def location(self, champion: Champion) -> str:
        """Where the files of a champion's model lie."""

    def fetch(self, model: TrainedModel, into: Path) -> None:
        """Copy the model's files.  Raises `AlteredError` unless they have the model's digest.

        Raises `RefusedError` where they do not lie where jobs leave models.
        """


class Registry(RegistryReader, Protocol):
    """Holds the models, and moves `champion`: for promotion, and for nobody else."""

    def promote(self, order: PromoteModel) -> tuple[str, str]:
        """Register the model once, make it the champion, and return registered name and version."""


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """A file as an artefact store keeps it: its path there, its bytes by number and by sums."""

    path: str
    size: int
    sha256: str
    sha1: str
    md5: str


@dataclass(frozen=True, kw_only=True)
class Build:
    """What made a release: its name and number, the code it came from, and all of its files."""

    name: str
    number: str
    repository: str
    commit: str
    artefacts: tuple[Artefact, ...]


class Artefacts(Protocol):
    """Keeps released models: what is written once never changes."""

    def put(
        self, path: str, source: Path, properties: Mapping[str, str] = NO_PROPERTIES
    ) -> Artefact:
        """Keep the file under the path with the properties, read it back, and say what is there.

        The same bytes again are harmless, and get the properties they lack.  Raises `AlteredError`
        where other bytes are there.
        """

    def record(self, build: Build) -> None:
        """Note what made the files, once all of them were put; the release is complete then.

        The same build again is harmless.  Raises `AlteredError` where another has its number.
        """
