"""What the trees of a commit hold, or why they are refused before any file is read."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass

from shared.adapters.git_source.faults import about
from shared.adapters.git_source.objects import Objects
from shared.core.trees import Limits, clash, fault_in
from shared.ports import UnreadableSourceError

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
SUBMODULE = 0o160000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that a tree names."""

    path: str
    mode: int
    object_id: str

    @property
    def folder(self) -> bool:
        """Whether it is a tree itself."""
        return stat.S_ISDIR(self.mode)

    @property
    def regular(self) -> bool:
        """Whether it is a file, and neither a symbolic link nor a submodule."""
        return stat.S_ISREG(self.mode)


def entries_of(objects: Objects, tree: str, limits: Limits) -> list[Entry]:
    """All that is not a folder, in the order of paths."""
    found: list[Entry] = []
    waiting = [Entry(path="", mode=stat.S_IFDIR, object_id=tree)]
    folders = 0
    while waiting:
        for entry in _inside(objects, waiting.pop(), limits):
            (waiting if entry.folder else found).append(entry)
        folders += 1
        # A few trees that name each other many times over make a billion paths.
        if max(len(found), folders + len(waiting)) > limits.files:
            raise UnreadableSourceError(f"it holds more than {limits.files} files or folders")
    return sorted(found, key=lambda entry: entry.path)


def _inside(objects: Objects, folder: Entry, limits: Limits) -> list[Entry]:
    data = b""
    if folder.object_id != EMPTY_TREE:  # which git never writes down
        data = objects.read(folder.object_id, "tree", folder.path)
    with about(f"folder {folder.path!r}"):
        entries = list(_entries_in(data, f"{folder.path}/".lstrip("/"), limits))
        pair = clash(entry.path for entry in entries)
        if pair:
            raise UnreadableSourceError(f"{pair[0]!r} and {pair[1]!r} may be the same file")
        return entries


def _entries_in(data: bytes, prefix: str, limits: Limits) -> Iterator[Entry]:
    from dulwich.objects import parse_tree

    for name, mode, object_id in parse_tree(data, 20):
        path = prefix + _decoded(name)
        fault = fault_in(path, limits)
        if fault:
            raise UnreadableSourceError(f"the path {path[:300]!r} {fault}")
        if stat.S_IFMT(mode) not in {stat.S_IFDIR, stat.S_IFREG, stat.S_IFLNK, SUBMODULE}:
            raise UnreadableSourceError(f"{path!r} is of an unknown kind, {mode:o}")
        yield Entry(path=path, mode=mode, object_id=object_id.decode())


def _decoded(name: bytes) -> str:
    if b"/" in name:
        raise UnreadableSourceError(f"the name {name[:300]!r} holds a slash")
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise UnreadableSourceError(f"the name {name[:300]!r} is not UTF-8") from error
