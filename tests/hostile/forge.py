"""Makes git repositories that no git would make, byte by byte."""

import struct
import zlib
from collections.abc import Callable, Sequence
from hashlib import sha1
from pathlib import Path

AUTHOR = "A Dev <dev@bank.example> 1700000000 +0000"
FILE, PROGRAM, FOLDER, LINK, SUBMODULE = "100644", "100755", "40000", "120000", "160000"
COMMIT, TREE, BLOB, BY_OFFSET, BY_ID = 1, 2, 3, 6, 7


def bare(path: Path) -> Path:
    """A repository without any commit."""
    for folder in ("objects/pack", "objects/info", "refs/heads"):
        (path / folder).mkdir(parents=True)
    (path / "HEAD").write_text("ref: refs/heads/main\n")
    return path


def id_of(kind: str, data: bytes) -> str:
    """The id git gives such an object."""
    return sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest()


def place(repository: Path, object_id: str) -> Path:
    """Where a loose object lies."""
    path = repository / "objects" / object_id[:2] / object_id[2:]
    path.parent.mkdir(exist_ok=True)
    return path


def put(
    repository: Path, kind: str, data: bytes, *, size: int | None = None, name: str = ""
) -> str:
    """Write a loose object, that may lie about its size or its name, and return its id."""
    object_id = name or id_of(kind, data)
    header = f"{kind} {len(data) if size is None else size}\0".encode()
    place(repository, object_id).write_bytes(zlib.compress(header + data, 1))
    return object_id


def tree(*entries: tuple[str, bytes | str, str]) -> bytes:
    """The bytes of a tree, in whatever order and with whatever names."""
    return b"".join(
        mode.encode() + b" " + (name.encode() if isinstance(name, str) else name) + b"\0"
        + bytes.fromhex(object_id)
        for mode, name, object_id in entries
    )  # fmt: skip


def commit(repository: Path, root: str, *, author: str = AUTHOR, message: str = "Work\n") -> str:
    """Write a commit of the tree, and return its id."""
    text = f"tree {root}\nauthor {author}\ncommitter {AUTHOR}\n\n{message}"
    return put(repository, "commit", text.encode())


def commit_of(repository: Path, *entries: tuple[str, bytes | str, str]) -> str:
    """Write a commit of one folder with these entries, and return its id."""
    return commit(repository, put(repository, "tree", tree(*entries)))


def record(kind: int, size: int, data: bytes, base: bytes = b"") -> bytes:
    """An object as it stands in a pack."""
    header = bytearray()
    first, rest = size & 15, size >> 4
    header.append(kind << 4 | first | (128 if rest else 0))
    while rest:
        rest, low = rest >> 7, rest & 127
        header.append(low | (128 if rest else 0))
    return bytes(header) + base + zlib.compress(data, 1)


def distance(offset: int) -> bytes:
    """How far back the base of a delta lies, as a pack writes it."""
    encoded = [offset & 127]
    while offset := offset >> 7:
        offset -= 1
        encoded.insert(0, offset & 127 | 128)
    return bytes(encoded)


def delta(base: int, result: int, operations: bytes) -> bytes:
    """A delta that claims these sizes."""
    return _size(base) + _size(result) + operations


def pack(
    repository: Path,
    records: Sequence[tuple[str, bytes]],
    *,
    offset_of: Callable[[int], int] = lambda offset: offset,
) -> Path:
    """Write a pack of the records, and an index that gives the offsets one likes."""
    data = b"PACK" + struct.pack(">LL", 2, len(records))
    offsets = {}
    for object_id, body in records:
        offsets[bytes.fromhex(object_id)] = len(data)
        data += body
    path = repository / "objects" / "pack" / f"pack-{sha1(data).hexdigest()}.pack"
    path.write_bytes(data + sha1(data).digest())
    names = sorted(offsets)
    fan_out = [sum(name[0] <= first for name in names) for first in range(256)]
    index = b"\xfftOc" + struct.pack(">L256L", 2, *fan_out) + b"".join(names)
    index += bytes(4 * len(names))
    index += b"".join(struct.pack(">L", offset_of(offsets[name])) for name in names)
    path.with_suffix(".idx").write_bytes(index + bytes(40))
    return path


def _size(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes((*encoded, number))
