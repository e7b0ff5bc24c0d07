"""What stands before a value: whether it calls the value a secret."""

import re
from typing import Final

from shared.core.secrets.vendors import names_vendor

BEFORE: Final = 90
BESIDE: Final = 16
WORD: Final = re.compile(
    r"key|hash|token|secret|passw|pwd(?![a-z0-9])|passphrase|credential|bearer|authorization"
    r"|[_-]pat\b|[_-]pass\b"
)
# What makes a key or a hash one that opens something, where it is not called so alone.
OPENING: Final = """
api access account auth private secret app client consumer admin service master shared encryption
signing license licence subscription primary secondary server write read storage function
integration routing rest
"""
OPENS: Final = tuple(OPENING.split())
BETWEEN: Final = re.compile(r"[\w .\-\]\[)(\"'`\\:=<>,|{@?&/*]{0,50}+")
# Read backwards: a quote, a sign, and the name that something is assigned to.
ASSIGNED: Final = re.compile(
    r"[\"']?+ {0,3}+(?:>=|=:|[=:(>]) {0,3}+[\"'\])]{0,2}+(?P<name>[\w.-]{2,60}+)"
)
OTHER: Final = re.compile(
    r"(?:client|key|tenant|object|run|user|account|app|application|project|installation|call)_?ids?"
    r"(?:[\W_]|$)"
    r"|(?:^|[\W_])(?:uuid|guid|sha|sha1|sha256|sha384|sha512|md5|hash|digest|checksum|commit|rev"
    r"|revision|version|fingerprint|gpg|etag|tenant|object|page|cursor)(?:[\W_]|$)"
    r"|next_?page|page_?token|public_?key|url\b|integrity"
)


def is_said(before: str) -> bool:
    """Whether the line before a value, in small letters, calls it a secret."""
    line = before.rpartition("\n")[2]
    return is_called(line) or is_of_vendor(line)


def is_called(line: str) -> bool:
    """Whether the last word for a secret is close to the end, and none for something else."""
    ends = [match.end() for match in WORD.finditer(line) if is_meant(line, match)]
    if not ends or BETWEEN.fullmatch(line, ends[-1]) is None:
        return False
    return not says_other(line, ends[-1])


def is_meant(line: str, match: re.Match[str]) -> bool:
    """Whether a word stands for a secret: a key does alone, or with a word for what it opens."""
    if match[0] not in {"key", "hash"}:
        return True
    before, after = line[: match.start()], line[match.end() : match.end() + 1]
    alone = (
        match[0] == "key" and not before[-1:].isalnum() and not (after.isalnum() or after == "_")
    )
    return alone or before.rstrip(" _.-").endswith(OPENS)


def is_of_vendor(line: str) -> bool:
    """Whether a line ends by assigning to what has the name of a service in it."""
    assigned = ASSIGNED.match(line[::-1])
    if assigned is None or not names_vendor(assigned["name"][::-1]):
        return False
    return not says_other(line, len(line) - assigned.end("name"))


def says_other(line: str, start: int, end: int | None = None) -> bool:
    """Whether something there says that a value is a digest, a number or a place."""
    place = max(0, start - BESIDE)
    return OTHER.search(line, place, len(line) if end is None else end) is not None
