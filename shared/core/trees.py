"""Which names a repository may give its files: those that mean the same on every file system."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MIB = 1024 * 1024
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
DRIVE = re.compile(r"[A-Za-z]:")
GIT = frozenset({".git", "git~1"})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much is read of one commit; sizes in bytes.

    `path_length` counts bytes of UTF-8, `depth` the parts of a path; `commits` is how many are
    read to learn who wrote it.  `work` is everything read, inflated or rebuilt on the way, so that
    a small pack cannot cause much labour.
    """

    files: int = 5_000
    file_size: int = 5 * MIB
    total_size: int = 100 * MIB
    commits: int = 10_000
    path_length: int = 240
    depth: int = 20
    work: int = 2048 * MIB


def fault_in(path: str, limits: Limits) -> str:
    """What is wrong with the path, empty where nothing is."""
    if path.startswith("/"):
        return "is absolute"
    if len(path.encode()) > limits.path_length:
        return f"is longer than {limits.path_length} bytes"
    parts = path.split("/")
    if len(parts) > limits.depth:
        return f"is nested deeper than {limits.depth}"
    return next((fault for fault in map(_fault_in_name, parts) if fault), "")


def clash(names: Iterable[str]) -> tuple[str, str] | None:
    """Two names of one folder that some file systems take for the same, where there are any."""
    seen: dict[str, str] = {}
    for name in names:
        compared = _as_compared(name)
        if compared in seen:
            return seen[compared], name
        seen[compared] = name
    return None


def _fault_in_name(name: str) -> str:
    if name in {"", ".", ".."}:
        return f"has a part {name!r}"
    if "\\" in name:
        return "holds a backslash"
    if DRIVE.match(name):
        return "names a drive"
    if _names_git(name):
        return "has a part that some file systems take for .git"
    if any(unicodedata.category(character) in INVISIBLE for character in name):
        return "holds a control character or an invisible one"
    return ""


def _names_git(name: str) -> bool:
    """NTFS drops trailing dots, spaces and streams, HFS+ drops invisible characters."""
    visible = "".join(each for each in name if unicodedata.category(each) not in INVISIBLE)
    return _as_compared(visible.partition(":")[0].rstrip(". ")) in GIT


def _as_compared(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", folded)
