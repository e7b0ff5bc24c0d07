"""Files that are there whole or not at all, however the process that writes them ends."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.core.errors import RefusedError, TryAgainError

DRAFTS = ".drafts"
LASTING = {errno.EINVAL, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR}


def keep(
    root: Path, name: str, chunks: Iterable[bytes], *, mode: int = 0o644, once: bool = False
) -> None:
    """Write `root/name` in one step, in place of what is there, and see it safely on the disk.

    Raises `FileExistsError` where it is to be written `once` and something is there already.
    """
    target = root / name
    with trouble(name), draft(root) as (descriptor, path):
        with open(descriptor, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        make(target.parent, within=root)
        (os.link if once else os.replace)(path, target)
        sync(target.parent, root)


def sweep(root: Path) -> None:
    """Clear away drafts that a crash left behind, unless somebody is writing just now."""
    with (
        suppress(BlockingIOError, FileNotFoundError),
        locked(root / DRAFTS, fcntl.LOCK_EX | fcntl.LOCK_NB),
    ):
        for path in (root / DRAFTS).iterdir():
            path.unlink()


@contextmanager
def locked(path: Path, operation: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold the lock of a file or folder; the system lets go of it when a process dies."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, operation)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def draft(root: Path) -> Iterator[tuple[int, Path]]:
    """A new file to write in, that only its owner may read; gone afterwards."""
    make(root / DRAFTS, within=root)
    with locked(root / DRAFTS, fcntl.LOCK_SH):
        descriptor, name = tempfile.mkstemp(dir=root / DRAFTS)
        try:
            yield descriptor, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def make(folder: Path, within: Path) -> None:
    """Make the folder, which no link may lead out of its root."""
    if not folder.resolve().is_relative_to(within.resolve()):
        raise RefusedError(f"{folder}: leads out of {within}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "a file is in the way", str(folder)) from error


def sync(folder: Path, root: Path) -> None:
    """Put the names in a folder, and of the folders up to its root, safely on the disk."""
    for each in (folder, *folder.parents):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if each == root:
            return


@contextmanager
def trouble(name: str) -> Iterator[None]:
    """Say of a fault of the disk whether it may pass: a full disk may, a path too long does not."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        kind = RefusedError if error.errno in LASTING else TryAgainError
        raise kind(f"{name}: the disk did not take it: {error.strerror}") from error
