"""What goes with every job: the runner's code, which starts what is verified and nothing else."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from posixpath import dirname
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.volume import Volume
from shared.bundle import pack

if TYPE_CHECKING:
    from databricks.sdk.service.workspace import WorkspaceAPI

ENTRY = Path(__file__).resolve().parents[3] / "runner" / "entry.py"


@dataclass(frozen=True)
class Luggage:
    """The runner in `source`, as files named for what they hold."""

    source: Path

    @cached_property
    def packed(self) -> bytes:
        """The runner's modules in one archive."""
        paths = sorted(self.source.rglob("*.py"))
        return pack(
            {f"runner/{p.relative_to(self.source).as_posix()}": p.read_bytes() for p in paths}
        )

    @cached_property
    def digest(self) -> str:
        """The sha256 of the archive."""
        return sha256(self.packed).hexdigest()

    @property
    def name(self) -> str:
        """The archive in a volume."""
        return f"runner/{self.digest}.zip"

    def entry(self, folder: str) -> str:
        """The entry in a workspace: the API names no volume among the places of a Python file."""
        return f"{folder}/runner/{sha256(ENTRY.read_bytes()).hexdigest()}/entry.py"

    def lay(self, volume: Volume, workspace: "WorkspaceAPI", folder: str) -> str:
        """Have archive and entry where jobs find them, and return the entry's path."""
        from databricks.sdk.service.workspace import ImportFormat

        path = self.entry(folder)
        workspace.mkdirs(dirname(path))
        content = b64encode(ENTRY.read_bytes()).decode()
        workspace.import_(path, content=content, format=ImportFormat.RAW, overwrite=True)
        volume.lay(self.name, self.packed)
        return path
