"""What stands before a value: whether it calls the value a secret."""

import re
from typing import Final

from shared.core.secrets.vendors import names_vendor

BEFORE: Final = 90
SAYS: Final = re.compile(
    r"(?:api|access|account|auth|private|secret|app|client|consumer|admin|service|master|shared"
    r"|encryption|signing|licen[sc]e|subscription|primary|secondary|server|write|read|storage"
    r"|function|integration|routing|rest)[ _.-]?(?:key|hash)"
    r"|token|secret|passw|pwd|passphrase|credential|bearer|authorization"
    r"|[_-]key\b|[_-]pat\b|[_-]pass\b|\bkey\b"
)
BETWEEN: Final = re.compile(r"[\w .\-\]\[)(\"'`\\:=<>,|{@?&/*]{0,50}+")
ASSIGNED: Final = re.compile(
    r"(?P<name>[a-z][\w.-]{1,60}+)[\"'\])]{0,2} {0,3}(?:=>|:=|[=:,(>]) {0,3}[\"']?$"
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
    end = max((match.end() for match in SAYS.finditer(line)), default=0)
    if end and BETWEEN.fullmatch(line, end) and not says_other(line, end):
        return True
    assigned = ASSIGNED.search(line)
    return (
        assigned is not None
        and names_vendor(assigned["name"])
        and not says_other(line, assigned.start("name"))
    )


def says_other(line: str, start: int, end: int | None = None) -> bool:
    """Whether something there says that a value is a digest, a number or a place."""
    place = max(0, start - 12)
    return OTHER.search(line, place, len(line) if end is None else end) is not None
