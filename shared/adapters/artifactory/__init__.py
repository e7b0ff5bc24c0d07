"""Artefacts in JFrog Artifactory, over its REST API: written once, read back, never replaced.

The account needs the rights Read, Deploy and Annotate on the repository, Read and Deploy on builds,
and not Delete/Overwrite: what we promise of ourselves the server then promises of us.
https://jfrog.com/help/r/jfrog-platform-administration-documentation/permission-details
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from shared.adapters.artifactory.builds import Builds
from shared.adapters.artifactory.calls import SECONDS, Calls
from shared.adapters.artifactory.entities import Entities
from shared.adapters.artifactory.storage import Storage
from shared.adapters.artifactory.tokens import OidcExchange
from shared.files.paths import plain
from shared.files.sums import artefact_of
from shared.ports import NO_PROPERTIES, Artefact, Build

__all__ = ["Artifactory", "Layout", "OidcExchange"]


class Layout(StrEnum):
    """How a release lies in its repository, whose name is the first segment of every path.

    `generic` keeps every file under its own path; `machinelearning` makes of each release a model
    that Artifactory knows as one (7.84 and later).
    """

    GENERIC = "generic"
    MACHINELEARNING = "machinelearning"


class Artifactory:
    """An artefact store in repositories of an Artifactory; safe under concurrent threads."""

    def __init__(
        self,
        address: str,
        token: Callable[[], str],
        *,
        layout: Layout = Layout.GENERIC,
        seconds: float = SECONDS,
    ) -> None:
        """Name the server (`https://bank.jfrog.io/artifactory`) and who has the access token.

        `token` is asked before every request; `seconds` is how long an answer may take.
        """
        self.calls = Calls(address=address.rstrip("/"), token=token, seconds=seconds)
        self.layout = layout

    def put(
        self, path: str, source: Path, properties: Mapping[str, str] = NO_PROPERTIES
    ) -> Artefact:
        """Keep the file under the path with the properties, read it back, and say what is there.

        The same bytes again are harmless.  Raises `AlteredError` where other bytes are there.
        """
        wanted = artefact_of(path, source)
        if self.layout is Layout.MACHINELEARNING:
            self.entities.keep(wanted, source, properties)
        else:
            self.storage.keep(path, wanted, source, properties)
        return wanted

    def record(self, build: Build) -> None:
        """Complete the release and upload its build-info; the first one of a number stands."""
        if self.layout is Layout.MACHINELEARNING:
            self.entities.complete(build)
        self.builds.keep(build)

    def get(self, path: str) -> bytes:
        """What is kept under the path.  Raises `AlteredError` where nothing is."""
        return self.storage.read(self.place_of(path))

    def properties(self, path: str) -> Mapping[str, str]:
        """What is noted of a file."""
        return self.storage.properties(self.place_of(path))

    def probe(self) -> str:
        """Who we are there, and what answered."""
        answer = self.calls.expect("its version", "GET", "api/system/version")
        version = answer.json().get("version", "of an unknown version")
        return f"Artifactory {version} knows {self.calls.who}; layout {self.layout}"

    def close(self) -> None:
        """Let go of the connections."""
        self.calls.client.close()

    def place_of(self, path: str) -> str:
        """Where a file lies in Artifactory."""
        generic = self.layout is Layout.GENERIC
        return plain(path) if generic else self.entities.place_of(plain(path))

    @cached_property
    def storage(self) -> Storage:
        """Files and their properties."""
        return Storage(calls=self.calls)

    @cached_property
    def builds(self) -> Builds:
        """Build-info."""
        return Builds(calls=self.calls)

    @cached_property
    def entities(self) -> Entities:
        """Models of machine-learning repositories."""
        return Entities(calls=self.calls, storage=self.storage)
