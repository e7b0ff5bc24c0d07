"""Names and metadata as Blob Storage keeps them without reading something else into them.

https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from shared.core.errors import RefusedError

LONGEST = 1024
# A backslash becomes a slash, a dot that ends a segment is dropped, control characters break lists.
UNSAFE = re.compile(r"[\\\x00-\x1f\x7f]|\.(/|\Z)")
# Metadata travels in headers: their names have no case, and together they have a size, in bytes.
LABEL = re.compile(r"[a-z_][a-z0-9_]*")
MOST = 8 * 1024
PLAIN = re.compile(r"(?!UTF-8'')[!-~]([ -~]*[!-~])?")
ENCODED = "UTF-8''"


def checked(name: str) -> str:
    """The name.  Raises `RefusedError` where it would not stay as it is."""
    if not name or len(name) > LONGEST or UNSAFE.search(name):
        raise RefusedError(
            f"blob {name[:LONGEST]!r}: not a name; it has up to {LONGEST} characters, none of them "
            "a backslash or control character, and no dot before a slash or at the end"
        )
    return name


def labels_of(blob: str, metadata: Mapping[str, str]) -> dict[str, str]:
    """The metadata as it is sent.  Raises `RefusedError` where it cannot be."""
    for name in metadata:
        if not LABEL.fullmatch(name):
            raise RefusedError(f"blob {blob}: metadata {name!r}: use a-z, 0-9 and _ for its name")
    labels = {name: sent(value) for name, value in metadata.items()}
    if sum(len(name) + len(value) for name, value in labels.items()) > MOST:
        raise RefusedError(f"blob {blob}: its metadata is larger than {MOST} bytes; shorten it")
    return labels


def metadata_of(labels: Mapping[str, str] | None) -> dict[str, str]:
    """The metadata as it was meant."""
    return {name.lower(): meant(value or "") for name, value in (labels or {}).items()}


def sent(value: str) -> str:
    """A value as a header can hold it, by RFC 8187 where it is not plain; an empty one gets lost."""
    return value if PLAIN.fullmatch(value) else ENCODED + quote(value, safe="")


def meant(label: str) -> str:
    """The value in a header."""
    return unquote(label.removeprefix(ENCODED)) if label.startswith(ENCODED) else label
