"""A pack on its way in: counted, hashed and written down, and stopped where it grows too large."""

import struct
from hashlib import sha1
from typing import BinaryIO

from shared.adapters.git_source.allowance import Meter
from shared.adapters.git_source.records import CHECKSUM, HEADER
from shared.ports import UnreadableSourceError


class Reception:
    """One pack, written to a file as it arrives."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file = file
        self._meter = meter
        self._head = b""
        self._tail = b""
        self._sum = sha1()
        self.size = 0

    def take(self, data: bytes) -> int:
        """The next bytes of the pack."""
        self.size += len(data)
        self._meter.packed(len(data))
        most = self._meter.allowance.pack
        if self.size > most:
            raise UnreadableSourceError(f"more than {most} bytes would have to be fetched")
        if len(self._head) < HEADER:
            self._head = (self._head + data)[:HEADER]
            self._look_at_head()
        waiting = self._tail + data
        self._sum.update(waiting[:-CHECKSUM])
        self._tail = waiting[-CHECKSUM:]
        return self._file.write(data)

    def finish(self) -> None:
        """Raise `UnreadableSourceError` unless the pack is whole."""
        if self.size < HEADER + CHECKSUM or self._sum.digest() != self._tail:
            raise UnreadableSourceError("the pack of it is cut short, or has another checksum")
        self._file.flush()

    def _look_at_head(self) -> None:
        if len(self._head) < HEADER:
            return
        magic, version, count = struct.unpack(">4sLL", self._head)
        if magic != b"PACK" or version not in {2, 3}:
            raise UnreadableSourceError("its host sends something that is no pack")
        if count > self._meter.allowance.objects:
            raise UnreadableSourceError(
                f"{count} objects would have to be fetched, {self._meter.allowance.objects} are"
                " allowed: register a repository with a shorter history"
            )
