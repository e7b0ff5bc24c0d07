"""What may be the path of a file that we keep, the same for every place where we keep one."""

import unicodedata

from shared.core.errors import RefusedError

LONGEST_PATH = 1024
LONGEST_NAME = 255


def plain(path: str) -> str:
    """The path itself, with forward slashes.

    Raises `RefusedError` where it is not relative, climbs, holds characters nobody can see, or is
    longer than a disk (255 bytes a name) or a blob store (1,024 bytes in all) can take.
    """
    fault = fault_of(path)
    if fault:
        raise RefusedError(f"path {path!r}: {fault}; give a plain relative path")
    return path


def fault_of(path: str) -> str:
    """What is wrong with the path, empty where nothing is."""
    names = path.split("/")
    if any(unicodedata.category(character).startswith("C") for character in path):
        return "it holds a control character"
    if "\\" in path:
        return "it holds a backslash"
    if {"", ".", ".."} & set(names):
        return "it is empty, absolute or has an empty, '.' or '..' part"
    longest = max(len(name.encode()) for name in names)
    if longest > LONGEST_NAME or len(path.encode()) > LONGEST_PATH:
        return "it is too long"
    return ""
