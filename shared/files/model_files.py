"""A model's files as one thing: the manifest that lists them, its digest, and a checked copy."""

import os
import shutil
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from shared.core.errors import RefusedError, TryAgainError
from shared.files.paths import plain
from shared.ports import AlteredError

BYTECODE = "__pycache__"


def manifest(folder: Path) -> bytes:
    """A sorted line "<sha256>  <relative path>" for every file, as `sha256sum --check` reads it.

    Raises `AlteredError` where there are no files, `RefusedError` where a link is among them.
    """
    rows = sorted(f"{sha256_of(folder / name)}  {name}\n" for name in names(folder))
    if not rows:
        raise AlteredError(f"model in {folder}: its files are gone")
    return "".join(rows).encode()


def digest_of(folder: Path) -> str:
    """The sha256 of the manifest, which stands for all the files."""
    return sha256(manifest(folder)).hexdigest()


def copy(folder: Path, into: Path, digest: str) -> None:
    """Copy the files, and raise `AlteredError` unless the folder then holds what the digest says."""
    try:
        for name in names(folder):
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, into / name, follow_symlinks=False)
    except OSError as error:
        raise TryAgainError(f"model in {folder}: cannot be copied: {error}") from error
    found = digest_of(into)
    if found != digest:
        raise AlteredError(f"model in {folder}: the digest is {found}, and should be {digest}")


def folder_of(uri: str) -> Path | None:
    """The folder that a path or a `file:` address names; `None` for what is not on this machine."""
    scheme = urlsplit(uri).scheme
    if scheme == "file":
        return Path(unquote(uri.removeprefix("file:").removeprefix("//")))
    return None if scheme else Path(uri)


def sha256_of(path: Path) -> str:
    """The sha256 of one file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def names(folder: Path) -> Iterator[str]:
    """The relative path of every file, but for the bytecode that loading a model leaves behind."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != BYTECODE]
        for name in (*folders, *files):
            path = Path(place, name)
            mode = path.lstat().st_mode
            if S_ISREG(mode):
                yield plain(path.relative_to(folder).as_posix())
            elif not S_ISDIR(mode):
                refuse(path)


def refuse(path: Path) -> NoReturn:
    """Do not follow what may lead anywhere."""
    raise RefusedError(f"{path}: neither a file nor a folder; save the model without links")
