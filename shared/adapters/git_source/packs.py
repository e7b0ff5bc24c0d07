"""Objects in a pack: whole, or as a chain of differences that is weighed before it is followed."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from shared.adapters.git_source.bounded import Budget, opened
from shared.adapters.git_source.records import (
    CHAIN,
    KINDS,
    LONGEST_CHAIN,
    contents,
    rebuilt,
    record_at,
)
from shared.ports import UnreadableSourceError

if TYPE_CHECKING:
    from dulwich.pack import PackIndex


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
        record = record_at(self._file, offset, self._size)
        deltas: list[bytes] = []
        held = 0
        while record.base is not None:
            deltas.append(contents(self._file, record, self._budget))
            held += record.size
            if len(deltas) > LONGEST_CHAIN or held > self._budget.limits.total_size:
                raise UnreadableSourceError(CHAIN)
            below = record.base
            offset = below if isinstance(below, int) else self._offset_of(below)
            record = record_at(self._file, offset, self._size)
        data = contents(self._file, record, self._budget)
        while deltas:
            data = rebuilt(data, deltas.pop(), self._budget)
        return KINDS[record.kind], data

    def _offset_of(self, object_id: bytes) -> int:
        from dulwich.objects import RawObjectID

        return self._index.object_offset(RawObjectID(object_id))


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
