"""By which anchors which repositories are found: many small blobs, each with a share of all anchors.

How many a push reads and writes goes by the anchors that it adds and takes away.  What a repository
has in a shard is written whole, so that writing it again does no harm and mends what was left over.
"""

import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final
from zlib import crc32

from shared.code_index.books import ROOT
from shared.ports import NEW, AlteredError, Blob, Blobs, ConflictError

SHARDS: Final = 4096
TRIES: Final = 8
# What so many repositories have is nobody's in particular.
MOST_HOLDERS: Final = 24
POSTING: Final = struct.Struct("<QQ")

Postings = AbstractSet[tuple[int, int]]
"""Anchors, and the numbers of repositories that have them."""


def place_of(anchor: int) -> str:
    """The name of the shard that an anchor belongs to."""
    return f"{ROOT}/shards/{anchor % SHARDS:03x}"


def by_place(anchors: Iterable[int]) -> Mapping[str, set[int]]:
    """The anchors by the shards they belong to."""
    found = defaultdict(set)
    for anchor in anchors:
        found[place_of(anchor)].add(anchor)
    return found


def read(blobs: Blobs, place: str) -> tuple[Postings, str]:
    """What a shard holds, and its etag.  Raises `AlteredError` where it is no shard."""
    blob = blobs.get(place)
    if not isinstance(blob, Blob):
        return frozenset(), NEW
    return parsed(place, blob.data), blob.etag


def settle(blobs: Blobs, place: str, repository: int, anchors: set[int]) -> Postings:
    """Let a shard hold these anchors of a repository and no others; what others have in it.

    Raises `ConflictError` where others keep writing it, and `AlteredError` where it is no shard.
    """
    for _ in range(TRIES):
        postings, etag = read(blobs, place)
        others = frozenset(posting for posting in postings if posting[1] != repository)
        scarce = anchors - commonplace(others)
        wanted = others | {(anchor, repository) for anchor in scarce}
        try:
            if wanted and wanted != postings:
                blobs.put(place, written(wanted), if_match=etag)
            elif postings and not wanted:
                blobs.delete(place, if_match=etag)
        except ConflictError:
            continue
        return others
    raise ConflictError(f"{place}: written by others {TRIES} times in a row")


def commonplace(postings: Postings) -> frozenset[int]:
    """The anchors that too many repositories have."""
    holders = Counter(anchor for anchor, _ in postings)
    return frozenset(anchor for anchor, count in holders.items() if count >= MOST_HOLDERS)


def bounded(postings: Postings) -> Postings:
    """The postings, of each anchor no more than are kept."""
    kept, holders = set[tuple[int, int]](), Counter[int]()
    for anchor, number in sorted(postings):
        holders[anchor] += 1
        if holders[anchor] <= MOST_HOLDERS:
            kept.add((anchor, number))
    return kept


def written(postings: Postings) -> bytes:
    """Postings as bytes, after a checksum."""
    rest = b"".join(POSTING.pack(*posting) for posting in sorted(postings))
    return crc32(rest).to_bytes(4) + rest


def parsed(place: str, data: bytes) -> Postings:
    """The postings in the bytes.  Raises `AlteredError` where they hold none."""
    checksum, rest = data[:4], data[4:]
    if crc32(rest).to_bytes(4) != checksum or len(rest) % POSTING.size:
        raise AlteredError(f"{place}: its checksum is wrong")
    return frozenset(POSTING.iter_unpack(rest))
