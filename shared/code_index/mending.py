"""The shards, made anew from the books."""

from collections import defaultdict

from shared.code_index import books, shards
from shared.ports import Blobs


def rebuild(blobs: Blobs) -> None:
    """Write every shard as the books say it should be, while nobody notes anything.

    Raises `AlteredError` at a book that cannot be read: delete it, and its next push makes it anew.
    """
    postings = defaultdict[str, set[tuple[int, int]]](set)
    for row in blobs.list(f"{books.ROOT}/books/"):
        number = int(row.name.rpartition("/")[2], 16)
        book, _ = books.read(blobs, number)
        for anchor in book.anchors if book else ():
            postings[shards.place_of(anchor)].add((anchor, number))
    stale = {row.name for row in blobs.list(f"{books.ROOT}/shards/")} - postings.keys()
    for place in stale:
        blobs.delete(place)
    for place, said in postings.items():
        blobs.put(place, shards.written(shards.bounded(said)))
