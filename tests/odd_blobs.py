"""Blobs that behave, and yet surprise: they note, forget, or let others go first."""

from collections.abc import Callable
from dataclasses import dataclass, field

from shared.adapters.memory_blobs import MemoryBlobs
from shared.ports import ConflictError


@dataclass(frozen=True, kw_only=True)
class WatchedBlobs(MemoryBlobs):
    """Note what was asked of them."""

    asked: list[str] = field(default_factory=list)

    def get(self, name, *, if_none_match=None):
        """Note the name, and give the blob."""
        self.asked.append(f"get {name}")
        return super().get(name, if_none_match=if_none_match)

    def put(self, name, data, *, metadata=None, if_match=None):
        """Note the name, and keep the blob."""
        self.asked.append(f"put {name}")
        return super().put(name, data, metadata=metadata, if_match=if_match)


@dataclass(frozen=True, kw_only=True)
class ForgetfulBlobs(MemoryBlobs):
    """Keep what they are given, and then raise the next of their errors all the same."""

    errors: list[Exception] = field(default_factory=list)

    def put(self, name, data, *, metadata=None, if_match=None):
        """Keep the blob, and perhaps lose the answer."""
        etag = super().put(name, data, metadata=metadata, if_match=if_match)
        if self.errors:
            raise self.errors.pop()
        return etag


def lost():
    """The conflict of a client that has met its own retried write."""
    return ConflictError("somebody else was first")


@dataclass(frozen=True, kw_only=True)
class PoliteBlobs(MemoryBlobs):
    """Let others do something first, before each of the next writes."""

    others: list[Callable[[], object]] = field(default_factory=list)

    def put(self, name, data, *, metadata=None, if_match=None):
        """Keep the blob, once the others are done."""
        self.wait()
        return super().put(name, data, metadata=metadata, if_match=if_match)

    def delete(self, name, *, if_match=None):
        """Delete the blob, once the others are done."""
        self.wait()
        super().delete(name, if_match=if_match)

    def wait(self):
        """Let the next of the others do what it wants, without being polite to itself."""
        if self.others:
            first, *rest = self.others
            self.others.clear()
            first()
            self.others.extend(rest)
