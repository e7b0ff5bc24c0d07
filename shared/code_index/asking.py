"""What of a model's code stands in other repositories, too."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from shared import catalogue
from shared.code_index import books, shards
from shared.code_index.books import Book, Entry
from shared.code_index.comparing import common, owns
from shared.code_index.files import code_of, entries_of, fresh
from shared.code_index.meeting import met, ranked
from shared.code_index.noting import known
from shared.core.clones import Clone, Clones, folded
from shared.core.sources import language_of
from shared.ports import AlteredError, Blobs

# How many repositories files are compared with, the likeliest first, however many there are.
MOST_BOOKS: Final = 12


def clones(blobs: Blobs, repository: str, files: Mapping[str, str]) -> Clones:
    """What stands in other registered repositories, the longest first.

    Files that have been noted are compared with the repositories they met then: a copy that was
    made since is told to whoever made it.  All others are looked up.  Where `repository` is empty,
    as on a laptop, one that has most of the files as they are is not another one.
    """
    code, unread = code_of(files), list[str]()
    entries = entries_with_rivals(blobs, repository, code, unread)
    found = list[Clone]()
    for book in rivals(blobs, repository, entries, unread):
        owner = owner_of(blobs, book, unread)
        if owner and not (repository == "" and owns(book, entries)):
            found += common(book, owner, entries)
    beyond = sum(1 for path in files if language_of(path)) - len(code)
    return Clones(found=folded(found), unread=tuple(unread), beyond=beyond)


def entries_with_rivals(
    blobs: Blobs, repository: str, code: Mapping[str, str], unread: list[str]
) -> tuple[Entry, ...]:
    """The files, with whom they met when they were noted or, where they are not, meet now."""
    book, _ = known(blobs, repository)
    entries = tuple(entries_of(code, book))
    new = fresh(entries, book)
    places = shards.by_place(anchor for entry in new for anchor in entry.prints.anchors())
    others = set[tuple[int, str]]()
    for place in sorted(places):
        try:
            others |= shards.read(blobs, place)[0]
        except AlteredError as error:
            unread.append(str(error))
    asked = {entry.digest for entry in new}
    return (*(one for one in entries if one.digest not in asked), *met(new, others))


def rivals(
    blobs: Blobs, repository: str, entries: Iterable[Entry], unread: list[str]
) -> Iterator[Book]:
    """The books of the other repositories that the files have most in common with."""
    own = books.name_of(repository)
    for name in [name for name in ranked(entries) if name != own][:MOST_BOOKS]:
        try:
            book, _ = books.read(blobs, name)
        except AlteredError as error:
            unread.append(str(error))
            continue
        if book:
            yield book


def owner_of(blobs: Blobs, book: Book, unread: list[str]) -> str:
    """The team that a book's repository is registered for, empty where it is not any more."""
    try:
        registration = catalogue.find(blobs, book.repository)
    except AlteredError as error:
        unread.append(str(error))
        return ""
    return registration.team if registration else ""
