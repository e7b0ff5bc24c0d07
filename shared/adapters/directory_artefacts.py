"""Artefacts in a folder of this machine, each written once and never again."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from shared.core.errors import RefusedError
from shared.files import durable
from shared.files.model_files import sha256_of
from shared.files.paths import plain
from shared.ports import AlteredError

CHUNK = 1 << 20
READ_ONLY = 0o444


class DirectoryArtefacts:
    """An artefact store that keeps every file under its path, readable and not writable."""

    def __init__(self, root: Path) -> None:
        """Open the store, and clear away what a crash left half written."""
        self.root = root
        durable.sweep(root)

    def put(self, path: str, source: Path) -> str:
        """Keep the file under the path, read it back, and return its sha256.

        The same bytes again are harmless.  Raises `AlteredError` where other bytes are there, and
        `RefusedError` where the path is not a plain relative one.
        """
        target = self.place_of(path)
        wanted = sum_of(source)
        if target.exists() or not self.wrote(path, source):
            durable.sync(target.parent, self.root)
        found = sum_of(target)
        if found != wanted:
            raise AlteredError(
                f"artefact {path}: sha256 {found} is kept, and not {wanted}; what is written once"
                " never changes: publish under another path"
            )
        return found

    def get(self, path: str) -> bytes:
        """What is kept under the path.  Raises `AlteredError` where nothing is."""
        try:
            return self.place_of(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise AlteredError(f"artefact {path}: nothing is kept there") from error

    def paths(self) -> Iterator[str]:
        """Every path under which something is kept, in order."""
        kept = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        yield from sorted(path.as_posix() for path in kept if path.parts[0] != durable.DRAFTS)

    def place_of(self, path: str) -> Path:
        """Where the file lies."""
        if path.split("/")[0] == durable.DRAFTS:
            raise RefusedError(f"artefact {path}: {durable.DRAFTS} is where drafts lie")
        return self.root / plain(path)

    def wrote(self, path: str, source: Path) -> bool:
        """Whether we put the bytes in place; if not, somebody was faster."""
        try:
            with source.open("rb") as file:
                chunks = iter(partial(file.read, CHUNK), b"")
                durable.keep(self.root, path, chunks, mode=READ_ONLY, once=True)
        except FileExistsError:
            return False
        return True


def sum_of(path: Path) -> str:
    """The sha256 of a file.  Raises `RefusedError` where there is no file to be read."""
    if not path.is_file():
        raise RefusedError(f"{path}: there is no such file; give the path of one file")
    return sha256_of(path)
