"""Blobs that are forgotten when the process ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from shared.ports import NEW, Blob, ConflictError, Listed, NotModified


@dataclass(frozen=True, kw_only=True)
class MemoryBlobs:
    """Blobs under their names, each with the etag it got when it was put."""

    kept: dict[str, Blob] = field(default_factory=dict)
    etags: Iterator[int] = field(default_factory=lambda: count(1))
    turn: Lock = field(default_factory=Lock)

    def get(self, name: str, *, if_none_match: str | None = None) -> Blob | NotModified | None:
        """The blob; `None` where there is none; `NotModified` where its etag is the one given."""
        blob = self.kept.get(name)
        return NotModified() if blob and blob.etag == if_none_match else blob

    def put(
        self,
        name: str,
        data: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        if_match: str | None = None,
    ) -> str:
        """Keep the bytes and their metadata, and return the new etag."""
        with self.turn:
            self.check(name, if_match)
            blob = Blob(data=data, etag=str(next(self.etags)), metadata=dict(metadata or {}))
            self.kept[name] = blob
            return blob.etag

    def delete(self, name: str, *, if_match: str | None = None) -> None:
        """Forget the blob, where it is there."""
        with self.turn:
            self.check(name, if_match)
            self.kept.pop(name, None)

    def list(self, prefix: str) -> Iterator[Listed]:
        """The blobs whose names begin so, in the order of their names."""
        for name, blob in sorted(self.kept.copy().items()):
            if name.startswith(prefix):
                yield Listed(name=name, etag=blob.etag, metadata=blob.metadata)

    def check(self, name: str, if_match: str | None) -> None:
        """Raises `ConflictError` where the blob is not what it has to be."""
        etag = self.kept[name].etag if name in self.kept else NEW
        if if_match is not None and if_match != etag:
            wanted = "as it was read" if if_match else "new"
            raise ConflictError(f"blob {name}: it is not {wanted} any more; read it again")
