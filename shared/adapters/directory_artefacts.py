"""Artefacts in a folder of this machine, each written once and never again."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from shared import codec
from shared.core.errors import RefusedError
from shared.files import durable
from shared.files.model_files import sha256_of
from shared.files.paths import plain
from shared.files.sums import artefact_of
from shared.ports import NO_PROPERTIES, AlteredError, Artefact, Build

CHUNK = 1 << 20
READ_ONLY = 0o444
BUILDS, PROPERTIES = ".builds", ".properties"
OURS = {durable.DRAFTS: "drafts", BUILDS: "builds", PROPERTIES: "properties"}


class DirectoryArtefacts:
    """An artefact store that keeps every file under its path, readable and not writable."""

    def __init__(self, root: Path) -> None:
        """Open the store, and clear away what a crash left half written."""
        self.root = root
        durable.sweep(root)

    def put(
        self, path: str, source: Path, properties: Mapping[str, str] = NO_PROPERTIES
    ) -> Artefact:
        """Keep the file under the path with the properties, read it back, and say what is there.

        The same bytes again are harmless.  Raises `AlteredError` where other bytes are there, and
        `RefusedError` where the path is not a plain relative one.
        """
        wanted = artefact_of(path, source)
        target = self.place_of(path)
        self.keep(target, source)
        if not target.is_file():
            raise RefusedError(f"artefact {path}: a folder is in the way; give another path")
        found = sha256_of(target)
        if found != wanted.sha256:
            raise AlteredError(
                f"artefact {path}: sha256 {found} is kept, and not {wanted.sha256}; what is written"
                " once never changes: publish under another path"
            )
        self.note(path, properties)
        return wanted

    def record(self, build: Build) -> None:
        """Note what made the files, in a file that is written once."""
        name = plain(f"{BUILDS}/{build.name}/{build.number}.json")
        data = codec.document(build) + b"\n"
        self.wrote(name, [data])
        if (self.root / name).read_bytes() != data:
            raise AlteredError(
                f"build {build.name} {build.number}: another one is noted in {name}; what is"
                " written once never changes"
            )

    def get(self, path: str) -> bytes:
        """What is kept under the path.  Raises `AlteredError` where nothing is."""
        try:
            return self.place_of(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise AlteredError(f"artefact {path}: nothing is kept there") from error

    def paths(self) -> Iterator[str]:
        """Every path under which something is kept, in order."""
        kept = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        yield from sorted(path.as_posix() for path in kept if path.parts[0] not in OURS)

    def properties(self, path: str) -> Mapping[str, str]:
        """What is noted of a file."""
        place = self.root / PROPERTIES / f"{plain(path)}.json"
        return codec.parse(dict[str, str], place.read_bytes()) if place.exists() else {}

    def place_of(self, path: str) -> Path:
        """Where the file lies."""
        first = path.split("/")[0]
        if first in OURS:
            raise RefusedError(f"artefact {path}: {first} is where {OURS[first]} lie")
        return self.root / plain(path)

    def keep(self, target: Path, source: Path) -> None:
        """Put the bytes in place where nothing is there, and see them safely on the disk."""
        if not target.exists():
            with source.open("rb") as file:
                chunks = iter(partial(file.read, CHUNK), b"")
                if self.wrote(target.relative_to(self.root).as_posix(), chunks):
                    return
        durable.sync(target.parent, self.root)

    def note(self, path: str, properties: Mapping[str, str]) -> None:
        """Add to what is noted of a file."""
        noted = self.properties(path)
        if properties.items() - noted.items():
            data = codec.document({**noted, **properties})
            durable.keep(self.root, f"{PROPERTIES}/{path}.json", [data])

    def wrote(self, name: str, chunks: Iterator[bytes] | list[bytes]) -> bool:
        """Whether we put the bytes in place; if not, somebody was faster."""
        try:
            durable.keep(self.root, name, chunks, mode=READ_ONLY, once=True)
        except FileExistsError:
            return False
        return True
