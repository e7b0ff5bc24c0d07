"""Artefacts that are forgotten when the process ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

from shared.core.errors import RefusedError
from shared.files.paths import plain
from shared.ports import AlteredError


@dataclass(frozen=True, kw_only=True)
class MemoryArtefacts:
    """An artefact store in a dictionary."""

    kept: dict[str, bytes] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def put(self, path: str, source: Path) -> str:
        """Keep the file under the path and return its sha256; a path keeps its first bytes."""
        if not source.is_file():
            raise RefusedError(f"{source}: there is no such file; give the path of one file")
        data = source.read_bytes()
        with self.lock:
            if self.kept.setdefault(plain(path), data) != data:
                raise AlteredError(f"artefact {path}: other bytes are kept; use another path")
        return sha256(data).hexdigest()

    def get(self, path: str) -> bytes:
        """What is kept under the path.  Raises `AlteredError` where nothing is."""
        try:
            return self.kept[plain(path)]
        except KeyError as error:
            raise AlteredError(f"artefact {path}: nothing is kept there") from error

    def paths(self) -> Iterator[str]:
        """Every path under which something is kept, in order."""
        yield from sorted(self.kept)
