"""Objects in a pack: whole, or as a chain of differences that is weighed before it is followed."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from shared.adapters.git_source.bounded import Budget, inflated, opened
from shared.ports import UnreadableSourceError

if TYPE_CHECKING:
    from dulwich.pack import PackIndex

KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
BY_OFFSET, BY_ID = 6, 7
HEADER = 12
LONGEST_CHAIN = 4095  # git's own, pack.depth


@dataclass(frozen=True, kw_only=True)
class Record:
    """An object in a pack as its header shows it; `base` is where the object it differs from lies.

    `start` is where its zlib stream begins, `size` how much that inflates to.
    """

    kind: int
    size: int
    start: int
    base: int | None


class Pack:
    """One pack and its index."""

    def __init__(self, index: "PackIndex", file: BinaryIO, budget: Budget) -> None:
        self._index = index
        self._file = file
        self._budget = budget
        self._size = os.fstat(file.fileno()).st_size

    def close(self) -> None:
        """Close both files."""
        self._index.close()
        self._file.close()

    def find(self, object_id: bytes) -> tuple[str, bytes] | None:
        """Kind and contents of the object, where it is here; its hash is not looked at."""
        try:
            offset = self._offset_of(object_id)
        except KeyError:
            return None
        return self._object_at(offset)

    def _object_at(self, offset: int) -> tuple[str, bytes]:
        record = self._record_at(offset)
        deltas: list[bytes] = []
        held = 0
        while record.base is not None:
            deltas.append(self._contents(record))
            held += record.size
            if len(deltas) > LONGEST_CHAIN or held > self._budget.limits.total_size:
                raise UnreadableSourceError("is too long a chain of deltas: run git repack -adf")
            record = self._record_at(record.base)
        data = self._contents(record)
        while deltas:
            data = _rebuilt(data, deltas.pop(), self._budget)
        return KINDS[record.kind], data

    def _offset_of(self, object_id: bytes) -> int:
        from dulwich.objects import RawObjectID

        return self._index.object_offset(RawObjectID(object_id))

    def _contents(self, record: Record) -> bytes:
        self._budget.admit(record.size)
        self._file.seek(record.start)
        return inflated(self._file, record.size, self._budget)

    def _record_at(self, offset: int) -> Record:
        if not HEADER <= offset < self._size:
            raise UnreadableSourceError("lies outside its pack")
        self._file.seek(offset)
        raw = self._file.read(64)
        kind, size, length = _kind_and_size(raw)
        base = None
        if kind == BY_ID:
            base = self._offset_of(raw[length : length + 20])
            length += 20
        elif kind == BY_OFFSET:
            distance, length = _distance(raw, length)
            base = offset - distance
        return Record(kind=kind, size=size, start=offset + length, base=base)


def open_pack(index: Path, budget: Budget) -> Pack:
    """The pack whose index lies at the path."""
    from dulwich.object_format import SHA1
    from dulwich.pack import load_pack_index_file

    with ExitStack() as files:
        file = files.enter_context(opened(index.with_suffix(".pack")))
        names = files.enter_context(opened(index))
        pack = Pack(load_pack_index_file(index, names, SHA1), file, budget)
        files.pop_all()
        return pack


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


def _rebuilt(base: bytes, delta: bytes, budget: Budget) -> bytes:
    from dulwich.pack import apply_delta

    # dulwich sets aside as much memory as the delta claims, so the claim is judged first.
    budget.admit(_claimed(delta[:20]))
    return b"".join(apply_delta(base, delta))


def _claimed(delta: bytes) -> int:
    sizes = []
    position = 0
    for _ in ("base", "result"):
        size, shift = 0, 0
        while delta[position] & 128:
            size |= (delta[position] & 127) << shift
            position, shift = position + 1, shift + 7
        sizes.append(size | delta[position] << shift)
        position += 1
    return sizes[1]
