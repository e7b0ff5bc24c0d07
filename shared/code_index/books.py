"""What is kept of one repository's code: its files, and the fingerprints of each."""

import struct
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Final
from zlib import crc32

from shared import codec
from shared.core.fingerprints import Prints
from shared.ports import AlteredError, Blob, Blobs

# Another way of making fingerprints needs another number here: the two have nothing in common.
ROOT: Final = "code/1"
HEAD: Final = struct.Struct("<II")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file, the sha256 of its text, and who had something of it before.

    `shared` has the numbers of other repositories, and how many anchors they had when this one got
    them.
    """

    path: str
    digest: str
    prints: Prints = field(default_factory=Prints)
    shared: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Book:
    """The code of a repository at the last of the commits that were noted.

    `unread` names shards that could not be read then: who had what is to be asked again.
    """

    repository: str
    commits: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    unread: tuple[str, ...] = ()

    @cached_property
    def anchors(self) -> frozenset[int]:
        """The anchors of all files."""
        return frozenset().union(*(entry.prints.anchors for entry in self.entries))

    @property
    def asked(self) -> frozenset[int]:
        """The anchors of which it is known who had them before."""
        return frozenset() if self.unread else self.anchors


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What stands before the fingerprints: the book without them, and how many each file has."""

    book: Book
    counts: tuple[int, ...]


def number_of(repository: str) -> int:
    """What the index calls a repository: a number of 64 bits."""
    return int.from_bytes(sha256(repository.encode()).digest()[:8])


def place_of(number: int) -> str:
    """The name of the blob that a repository's book is kept in."""
    return f"{ROOT}/books/{number:016x}"


def read(blobs: Blobs, number: int) -> tuple[Book | None, str]:
    """A book and its etag.  Raises `AlteredError` where what is kept is none."""
    blob = blobs.get(place_of(number))
    if not isinstance(blob, Blob):
        return None, ""
    return parsed(place_of(number), blob.data), blob.etag


def known(blobs: Blobs, repository: str) -> tuple[Book, str | None]:
    """The book there is, or an empty one; what cannot be read is written anew, whatever its etag."""
    try:
        book, etag = read(blobs, number_of(repository))
    except AlteredError:
        return Book(repository=repository), None
    return book or Book(repository=repository), etag


def written(book: Book) -> bytes:
    """The book as bytes: a checksum, the files as JSON, and all fingerprints and places."""
    bare = tuple(replace(entry, prints=Prints()) for entry in book.entries)
    counts = tuple(len(entry.prints.hashes) for entry in book.entries)
    text = codec.document(Contents(book=replace(book, entries=bare), counts=counts))
    hashes = [mark for entry in book.entries for mark in entry.prints.hashes]
    places = [place for entry in book.entries for place in entry.prints.places]
    rest = text + struct.pack(f"<{len(hashes)}Q{len(places)}I", *hashes, *places)
    return HEAD.pack(crc32(rest), len(text)) + rest


def parsed(place: str, data: bytes) -> Book:
    """The book in the bytes.  Raises `AlteredError` where they hold none."""
    try:
        checksum, length = HEAD.unpack_from(data)
        rest = data[HEAD.size :]
        if crc32(rest) != checksum:
            raise AlteredError(f"{place}: its checksum is wrong")
        contents = codec.parse(Contents, rest[:length])
        total = sum(contents.counts)
        numbers = struct.unpack(f"<{total}Q{total}I", rest[length:])
    except (struct.error, codec.UnreadableError) as error:
        raise AlteredError(f"{place}: {error}") from error
    return filled(contents, numbers[:total], numbers[total:])


def filled(contents: Contents, hashes: tuple[int, ...], places: tuple[int, ...]) -> Book:
    """The book, with its fingerprints in the files they belong to."""
    entries, at = [], 0
    for entry, count in zip(contents.book.entries, contents.counts, strict=True):
        prints = Prints(hashes=hashes[at : at + count], places=places[at : at + count])
        entries.append(replace(entry, prints=prints))
        at += count
    return replace(contents.book, entries=tuple(entries))
