"""Artefacts that are forgotten when the process ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from shared.files.paths import plain
from shared.files.sums import artefact_of
from shared.ports import NO_PROPERTIES, AlteredError, Artefact, Build


@dataclass(frozen=True, kw_only=True)
class MemoryArtefacts:
    """An artefact store in dictionaries."""

    kept: dict[str, bytes] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    builds: dict[tuple[str, str], Build] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def put(
        self, path: str, source: Path, properties: Mapping[str, str] = NO_PROPERTIES
    ) -> Artefact:
        """Keep the file under the path and say what is there; a path keeps its first bytes."""
        artefact = artefact_of(path, source)
        data = source.read_bytes()
        with self.lock:
            if self.kept.setdefault(path, data) != data:
                raise AlteredError(f"artefact {path}: other bytes are kept; use another path")
            self.notes.setdefault(path, {}).update(properties)
        return artefact

    def record(self, build: Build) -> None:
        """Note what made the files; a number keeps its first build."""
        with self.lock:
            if self.builds.setdefault((build.name, build.number), build) != build:
                raise AlteredError(f"build {build.name} {build.number}: another one is noted")

    def get(self, path: str) -> bytes:
        """What is kept under the path.  Raises `AlteredError` where nothing is."""
        try:
            return self.kept[plain(path)]
        except KeyError as error:
            raise AlteredError(f"artefact {path}: nothing is kept there") from error

    def paths(self) -> Iterator[str]:
        """Every path under which something is kept, in order."""
        yield from sorted(self.kept)

    def properties(self, path: str) -> Mapping[str, str]:
        """What is noted of a file."""
        return self.notes.get(path, {})
