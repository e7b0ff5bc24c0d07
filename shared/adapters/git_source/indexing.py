"""Where each object of a received pack lies: as `git index-pack`, within bounds known before.

dulwich's own indexer inflates whatever a record holds, and then compares it with what it claims.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from hashlib import sha1
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from shared.adapters.git_source.bounded import OBJECT, Budget, inflating, opened
from shared.adapters.git_source.records import (
    CHAIN,
    CHECKSUM,
    HEADER,
    KINDS,
    LONGEST_CHAIN,
    claimed,
    contents,
    rebuilt,
    record_at,
)
from shared.core.trees import Limits
from shared.ports import UnreadableSourceError


class Indexing:
    """The offsets of a pack's objects by their ids, of the kinds that are wanted.

    `skipped` is how many differences lead over objects that are too large to be read.
    """

    def __init__(self, pack: BinaryIO, end: int, budget: Budget, kinds: Collection[str]) -> None:
        self._pack = pack
        self._end = end
        self._budget = budget
        self._kinds = kinds
        self._whole: list[tuple[int, bytes]] = []
        self._differing: dict[int | bytes, list[int]] = defaultdict(list)
        self.offsets: dict[bytes, int] = {}
        self.skipped = 0

    def run(self, count: int) -> None:
        """Look at so many records, which must fill the pack."""
        offset = HEADER
        for _ in range(count):
            offset = self._look_at(offset)
        if offset != self._end:
            raise UnreadableSourceError("the pack of it holds more than it says")
        for offset, object_id in self._whole:
            if self._differing.keys() & {offset, object_id}:
                self._follow(offset, object_id)

    def _look_at(self, offset: int) -> int:
        record = record_at(self._pack, offset, self._end)
        kind = KINDS.get(record.kind, "")
        if not kind and record.base is None:
            raise UnreadableSourceError("the pack of it holds a record of an unknown kind")
        digest = sha1(b"%s %d\0" % (kind.encode(), record.size))
        self._budget.spend(OBJECT + record.size)
        self._pack.seek(record.start)
        for piece in inflating(self._pack, record.size, self._budget):
            digest.update(piece)
        if record.base is not None:
            self._differing[record.base].append(offset)
        elif kind in self._kinds:
            self._whole.append((offset, digest.digest()))
            self.offsets[digest.digest()] = offset
        return self._pack.tell()

    def _follow(self, offset: int, object_id: bytes) -> None:
        """Find all that is built upon the object, holding no more than one line of it at a time."""
        root = record_at(self._pack, offset, self._end)
        if self._too_large(root.size):
            return
        kind = KINDS[root.kind].encode()
        data = contents(self._pack, root, self._budget)
        line, held = [(data, self._built_on(offset, object_id))], len(data)
        while line:
            base, above = line[-1]
            position = next(above, None)
            if position is None:
                held -= len(line.pop()[0])
                continue
            built = self._built(base, position)
            if built is None:
                continue
            object_id = sha1(b"%s %d\0%s" % (kind, len(built), built)).digest()
            self.offsets[object_id] = position
            line.append((built, self._built_on(position, object_id)))
            held += len(built)
            if len(line) > LONGEST_CHAIN + 1 or held > self._budget.limits.total_size:
                raise UnreadableSourceError(CHAIN)

    def _built_on(self, offset: int, object_id: bytes) -> Iterator[int]:
        return iter(self._differing.pop(offset, []) + self._differing.pop(object_id, []))

    def _built(self, base: bytes, offset: int) -> bytes | None:
        record = record_at(self._pack, offset, self._end)
        if self._too_large(record.size):
            return None
        delta = contents(self._pack, record, self._budget)
        return None if self._too_large(claimed(delta)) else rebuilt(base, delta, self._budget)

    def _too_large(self, size: int) -> bool:
        large = size > self._budget.limits.file_size
        self.skipped += large
        return large


def write_index(pack: Path, limits: Limits, kinds: Collection[str]) -> int:
    """Write the index that belongs beside the pack, and return how many objects are not in it."""
    from dulwich.pack import write_pack_index_v2

    with opened(pack) as file:
        count = int.from_bytes(file.read(HEADER)[-4:])
        file.seek(-CHECKSUM, SEEK_END)
        end, checksum = file.tell(), file.read()
        indexing = Indexing(file, end, Budget(limits), kinds)
        indexing.run(count)
    with pack.with_suffix(".idx").open("wb") as names:
        write_pack_index_v2(
            names, ((i, o, 0) for i, o in sorted(indexing.offsets.items())), checksum
        )
    return indexing.skipped
