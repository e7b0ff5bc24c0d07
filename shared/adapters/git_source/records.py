"""Objects as a pack writes them down: a header, then contents or a difference from another one."""

from dataclasses import dataclass
from typing import BinaryIO

from shared.adapters.git_source.bounded import Budget, inflated
from shared.ports import UnreadableSourceError

KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
BY_OFFSET, BY_ID = 6, 7
HEADER, CHECKSUM = 12, 20
LONGEST_CHAIN = 4095  # git's own, pack.depth
CHAIN = "is too long a chain of deltas: run git repack -adf"


@dataclass(frozen=True, kw_only=True)
class Record:
    """An object in a pack as its header shows it.

    `start` is where its zlib stream begins, `size` how much that inflates to; `base` is where the
    object it differs from lies, or the id of that object.
    """

    kind: int
    size: int
    start: int
    base: int | bytes | None


def record_at(file: BinaryIO, offset: int, end: int) -> Record:
    """The record that begins at the offset of a pack whose records lie before the end."""
    if not HEADER <= offset < end:
        raise UnreadableSourceError("lies outside its pack")
    file.seek(offset)
    raw = file.read(64)
    kind, size, length = _kind_and_size(raw)
    base: int | bytes | None = None
    if kind == BY_ID:
        base = raw[length : length + 20]
        length += 20
    elif kind == BY_OFFSET:
        distance, length = _distance(raw, length)
        base = offset - distance
    return Record(kind=kind, size=size, start=offset + length, base=base)


def contents(file: BinaryIO, record: Record, budget: Budget) -> bytes:
    """What the record holds: an object, or how it differs from its base."""
    budget.admit(record.size)
    file.seek(record.start)
    return inflated(file, record.size, budget)


def rebuilt(base: bytes, delta: bytes, budget: Budget) -> bytes:
    """The object that differs so from its base."""
    from dulwich.pack import apply_delta

    # dulwich sets aside as much memory as the delta claims, so the claim is judged first.
    budget.admit(claimed(delta))
    return b"".join(apply_delta(base, delta))


def claimed(delta: bytes) -> int:
    """How large the object is that the difference says it makes."""
    head = delta[:20]
    sizes = []
    position = 0
    for _ in ("base", "result"):
        size, shift = 0, 0
        while head[position] & 128:
            size |= (head[position] & 127) << shift
            position, shift = position + 1, shift + 7
        sizes.append(size | head[position] << shift)
        position += 1
    return sizes[1]


def _kind_and_size(raw: bytes) -> tuple[int, int, int]:
    kind, size, length = raw[0] >> 4 & 7, raw[0] & 15, 1
    while raw[length - 1] & 128:
        size |= (raw[length] & 127) << (7 * length - 3)
        length += 1
    return kind, size, length


def _distance(raw: bytes, start: int) -> tuple[int, int]:
    distance, end = raw[start] & 127, start + 1
    while raw[end - 1] & 128:
        distance = (distance + 1 << 7) | (raw[end] & 127)
        end += 1
    return distance, end
