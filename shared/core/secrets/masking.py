"""How a secret is spoken of without being told."""

from hashlib import sha256
from typing import Final

from shared.core.secrets.hits import Hit

DIGEST: Final = 12
# The digest of a short password would let whoever reads a report guess it.
GUESSED: Final = 12


def masked(hit: Hit) -> str:
    """What everybody knows of the value, how long it is, and a digest to compare it by."""
    shown = hit.value[: hit.kind.shown]
    if len(hit.value) < GUESSED:
        return f"{shown}… ({len(hit.value)} characters)"
    digest = sha256(hit.value.encode(errors="replace")).hexdigest()[:DIGEST]
    return f"{shown}… ({len(hit.value)} characters, sha256 {digest})"
