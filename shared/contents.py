"""Blobs named for what they hold: whatever is too large for an event, kept before it is said."""

from hashlib import sha256

from shared.ports import NEW, AlteredError, Blob, Blobs, ConflictError


def keep(blobs: Blobs, data: bytes) -> str:
    """Keep the bytes, once, and return their sha256 in hex."""
    digest = sha256(data).hexdigest()
    try:
        blobs.put(place_of(digest), data, if_match=NEW)
    except ConflictError:
        return digest
    return digest


def fetch(blobs: Blobs, digest: str) -> bytes:
    """The bytes with this sha256.  Raises `AlteredError` where they are gone or changed."""
    blob = blobs.get(place_of(digest))
    if not isinstance(blob, Blob):
        raise AlteredError(f"contents {digest}: not in the store")
    if sha256(blob.data).hexdigest() != digest:
        raise AlteredError(f"contents {digest}: the stored bytes have another sha256")
    return blob.data


def place_of(digest: str) -> str:
    """The name under which such bytes are kept."""
    return f"contents/{digest}"
