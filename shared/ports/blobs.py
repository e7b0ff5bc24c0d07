"""Who remembers bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Blob:
    """A blob as it was read."""

    data: bytes
    etag: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A blob as a listing shows it."""

    name: str
    etag: str
    metadata: Mapping[str, str]


class NotModified:
    """The answer to a conditional read of a blob that is still as it was."""


NEW = ""


class Blobs(Protocol):
    """Remembers bytes under names, with the conditions of Azure Blob Storage."""

    def get(self, name: str, *, if_none_match: str | None = None) -> Blob | NotModified | None:
        """The blob; `None` where there is none; `NotModified` where its etag is the one given."""

    def put(
        self,
        name: str,
        data: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        if_match: str | None = None,
    ) -> str:
        """Keep the bytes and their metadata in one step, and return the new etag.

        `if_match` is the etag the blob must have now; `NEW` says that it must not exist.
        Raises `ConflictError` where that is not so.
        """

    def delete(self, name: str, *, if_match: str | None = None) -> None:
        """Forget the blob, where it is there.  Raises `ConflictError` as `put` does."""

    def list(self, prefix: str) -> Iterator[Listed]:
        """The blobs whose names begin so, in the order of their names."""
