"""The objects of one repository, each read whole, and believed only when it hashes to its id."""

import os
import re
import zlib
from contextlib import suppress
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

from shared.adapters.git_source.bounded import Budget, inflated, opened
from shared.adapters.git_source.faults import about
from shared.adapters.git_source.packs import Pack, open_pack
from shared.core.trees import Limits
from shared.ports import UnreadableSourceError

MOST_PACKS = 200
LOOSE = re.compile(rb"(commit|tree|blob|tag) ([0-9]{1,18})\0")


class Objects:
    """What lies in an `objects` directory, loose or packed.

    `remark` is said of what is not there, besides that it is not.
    """

    def __init__(self, directory: Path, limits: Limits, remark: str = "") -> None:
        self._directory = directory
        self._remark = remark
        self._budget = Budget(limits)
        self._packs: dict[str, Pack] = {}

    def close(self) -> None:
        """Close all packs."""
        for pack in self._packs.values():
            pack.close()

    def read(self, object_id: str, kind: str, path: str = "") -> bytes:
        """The contents of the object, which must be of the kind and hash to its id."""
        with about(f"{path!r}, {kind} {object_id}" if path else f"{kind} {object_id}"):
            actual, data = self._found(object_id)
            if sha1(b"%s %d\0%s" % (actual.encode(), len(data), data)).hexdigest() != object_id:
                raise UnreadableSourceError("its bytes have another hash: run git fsck")
            if actual != kind:
                raise UnreadableSourceError(f"is a {actual}, not a {kind}")
            return data

    def _found(self, object_id: str) -> tuple[str, bytes]:
        # More than once, since git may repack the repository while we look.
        for _ in range(3):
            found = self._loose(object_id) or self._packed(bytes.fromhex(object_id))
            if found:
                return found
            self._open_packs()
        borrows = (self._directory / "info" / "alternates").exists()
        remark = " and another one it borrows from is not followed" if borrows else self._remark
        raise UnreadableSourceError(f"is not in the repository{remark}: push it again")

    def _loose(self, object_id: str) -> tuple[str, bytes] | None:
        try:
            file = opened(self._directory / object_id[:2] / object_id[2:])
        except FileNotFoundError:
            return None
        with file:
            return _unpacked(file, self._budget)

    def _packed(self, object_id: bytes) -> tuple[str, bytes] | None:
        return next(filter(None, (pack.find(object_id) for pack in self._packs.values())), None)

    def _open_packs(self) -> None:
        for name in _indexes(self._directory / "pack"):
            if name not in self._packs:
                if len(self._packs) == MOST_PACKS:
                    raise UnreadableSourceError(f"more than {MOST_PACKS} packs: run git gc")
                with about(f"pack {name}"), suppress(FileNotFoundError):
                    self._packs[name] = open_pack(self._directory / "pack" / name, self._budget)


def _indexes(directory: Path) -> list[str]:
    names = set(os.listdir(directory)) if directory.is_dir() else set()
    return sorted(name for name in names if name.endswith(".idx") and f"{name[:-4]}.pack" in names)


def _unpacked(file: BinaryIO, budget: Budget) -> tuple[str, bytes]:
    header = LOOSE.match(zlib.decompressobj().decompress(file.read(1024), 32))
    if header is None:
        raise UnreadableSourceError("is not a git object")
    size = int(header[2])
    budget.admit(size)
    file.seek(0)
    return header[1].decode(), inflated(file, header.end() + size, budget)[header.end() :]
