"""Reading of which the end is known: no byte is inflated before it is clear how many may come."""

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from shared.core.trees import Limits
from shared.ports import UnreadableSourceError

CHUNK = 16 * 1024
OBJECT = 4 * 1024
PIECE = 256 * 1024


class Budget:
    """The bytes that may still be read, inflated or rebuilt for one snapshot."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._left = limits.work

    def spend(self, size: int) -> None:
        """Count the bytes before they are handled."""
        self._left -= size
        if self._left < 0:
            raise UnreadableSourceError("takes too much work to read: run git repack -adf")

    def admit(self, size: int) -> None:
        """Count an object of this size, and raise where it is too large to be read at all."""
        if size > self.limits.file_size:
            raise UnreadableSourceError(f"holds {size} bytes, {self.limits.file_size} are allowed")
        self.spend(OBJECT + size)


def opened(path: Path) -> BinaryIO:
    """A regular file, open for reading; a pipe or a link in its place must not hold us up."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise UnreadableSourceError(f"{path.name} is not a regular file")


def inflated(file: BinaryIO, size: int, budget: Budget) -> bytes:
    """The `size` bytes that the zlib stream from here on must hold, neither more nor fewer."""
    return b"".join(inflating(file, size, budget))


def inflating(file: BinaryIO, size: int, budget: Budget) -> Iterator[bytes]:
    """The same bytes piece by piece; when all were taken, the file stands behind the stream."""
    stream = zlib.decompressobj()
    left = size
    room = 2 * size + 1024  # no honest stream is longer, an endless one of empty blocks is
    while not stream.eof:
        chunk = stream.unconsumed_tail
        if not chunk:
            chunk = file.read(min(CHUNK, room))
            budget.spend(len(chunk))
            room -= len(chunk)
        if not chunk:
            raise UnreadableSourceError("is cut short, or stuffed")
        piece = stream.decompress(chunk, min(left + 1, PIECE))
        left -= len(piece)
        if left < 0:
            raise UnreadableSourceError(f"inflates to more than the {size} bytes it claims")
        yield piece
    if left:
        raise UnreadableSourceError(f"inflates to fewer than the {size} bytes it claims")
    file.seek(-len(stream.unused_data), os.SEEK_CUR)
