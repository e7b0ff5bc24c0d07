"""A working directory as the commit would hold it that could be made of it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from shared.core.trees import Limits, clash, fault_in
from shared.ports import Snapshot, UnreadableSourceError

# Made by tools, and not pushed even where nobody wrote a .gitignore.
LEFT_OUT = frozenset(
    {".git", ".venv", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
)


def snapshot_of(directory: Path, limits: Limits) -> Snapshot:
    """What a commit of everything that `.gitignore` does not name would hold."""
    if not directory.is_dir():
        raise UnreadableSourceError(f"{directory}: there is no such directory")
    files: dict[str, bytes] = {}
    passed_over: list[str] = []
    left = limits.total_size
    for path in paths_in(directory, limits):
        kind = (directory / path).lstat()
        if not stat.S_ISREG(kind.st_mode):
            passed_over.append(path)
            continue
        left -= kind.st_size
        if kind.st_size > limits.file_size or left < 0:
            raise UnreadableSourceError(
                f"{path}: {kind.st_size} bytes; {limits.file_size} are allowed in a file,"
                f" {limits.total_size} together"
            )
        files[path] = (directory / path).read_bytes()
    return Snapshot(files=files, authors=(), passed_over=tuple(passed_over))


def paths_in(directory: Path, limits: Limits) -> Iterator[str]:
    """The paths that would be committed, links and nested repositories among them."""
    from dulwich.ignore import IgnoreFilterManager

    ignored = IgnoreFilterManager(str(directory), [], False).is_ignored
    waiting, count = [""], 0
    while waiting:
        for path, folder in inside(directory, waiting.pop(), limits):
            if ignored(f"{path}/" if folder else path):
                continue
            count += 1
            if count > limits.files:
                raise UnreadableSourceError(f"more than {limits.files} files and folders")
            if folder and not (directory / path / ".git").exists():
                waiting.append(f"{path}/")
            else:
                yield path


def inside(directory: Path, prefix: str, limits: Limits) -> list[tuple[str, bool]]:
    """The paths of one folder in their order, and which of them are folders."""
    with os.scandir(directory / prefix) as entries:
        found = sorted(
            (f"{prefix}{entry.name}", entry.is_dir(follow_symlinks=False))
            for entry in entries
            if entry.name not in LEFT_OUT
        )
    for path, _ in found:
        fault = "is not UTF-8" if unencodable(path) else fault_in(path, limits)
        if fault:
            raise UnreadableSourceError(f"the path {path!r} {fault}")
    pair = clash(path for path, _ in found)
    if pair:
        raise UnreadableSourceError(f"{pair[0]!r} and {pair[1]!r} may be the same file")
    return found


def unencodable(path: str) -> bool:
    """Whether a name on disk is not UTF-8."""
    return any("\udc80" <= character <= "\udcff" for character in path)
