"""The code of a commit, written into the index."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from shared.code_index import books, shards
from shared.code_index.books import Book
from shared.code_index.confirming import confirmed
from shared.code_index.files import code_of, entries_of, fresh
from shared.code_index.meeting import met
from shared.code_index.shards import Postings
from shared.ports import AlteredError, Blobs, ConflictError

TRIES: Final = 5
COMMITS: Final = 32


def note(blobs: Blobs, repository: str, commit: str, files: Mapping[str, str]) -> None:
    """Let the index know the code of a repository as it is at a commit, by paths from its root.

    A commit that has been noted before is not noted again, so that a message which comes twice
    does not bring back what a later commit has replaced.  What has not changed is neither
    fingerprinted nor looked up again.  Raises `ConflictError` where others write at the same time,
    again and again.
    """
    place = books.place_of(books.number_of(repository))
    for _ in range(TRIES):
        book, etag = books.known(blobs, repository)
        if commit in book.commits:
            return
        try:
            blobs.put(place, books.written(turned(blobs, book, commit, files)), if_match=etag)
        except ConflictError:
            continue
        return
    raise ConflictError(f"code of {repository}: written by others {TRIES} times in a row")


def turned(blobs: Blobs, book: Book, commit: str, files: Mapping[str, str]) -> Book:
    """The book at the commit, once the shards say so: what they say too much is never believed."""
    entries = tuple(entries_of(code_of(files), book))
    others, unread = posted(blobs, book, Book(repository=book.repository, entries=entries))
    new = confirmed(blobs, tuple(met(fresh(entries, book), others, book)))
    known = {entry.digest: entry for entry in new}
    return Book(
        repository=book.repository,
        commits=(*book.commits, commit)[-COMMITS:],
        entries=tuple(
            replace(known.get(entry.digest, entry), path=entry.path) for entry in entries
        ),
        unread=unread,
    )


def posted(blobs: Blobs, book: Book, latest: Book) -> tuple[Postings, tuple[str, ...]]:
    """Write what has changed into the shards; what others have there, and what cannot be read.

    A shard that cannot be read is left as it is, for `rebuild`.
    """
    wanted, unread = shards.by_place(latest.anchors), list[str]()
    changed = (book.asked ^ latest.anchors) | (book.anchors - latest.anchors)
    others = set[tuple[int, int]]()
    for place in sorted(shards.by_place(changed)):
        try:
            number = books.number_of(book.repository)
            others |= shards.settle(blobs, place, number, wanted.get(place, set()))
        except AlteredError:
            unread.append(place)
    return others, tuple(unread)
