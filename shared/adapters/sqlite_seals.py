"""The etag of a blob in the SQLite store: never given twice, and it tells when a byte was altered."""

from hashlib import sha256
from secrets import token_hex

SALT = 16
"""How many characters drawn by lot every etag begins with."""


def sealed(name: bytes, metadata: bytes, data: bytes, salt: str = "") -> str:
    """A salt, a new one where none is given, and the sum over salt, name, metadata and data."""
    salt = salt or token_hex(SALT // 2)
    return salt + sha256(b"\0".join((salt.encode(), name, metadata, data))).hexdigest()


def audited(name: bytes, etag: bytes, metadata: bytes, data: bytes | None) -> tuple[bytes, bool]:
    """The blob's name, and whether it is as it was put."""
    salt = etag[:SALT].decode(errors="replace")
    return name, data is not None and etag == sealed(name, metadata, data, salt).encode()
