"""The other repositories that files are compared with, and who answers for them."""

from collections.abc import Iterable, Iterator
from typing import Final

from shared import catalogue
from shared.code_index import books
from shared.code_index.books import Book, Entry
from shared.code_index.meeting import ranked
from shared.ports import AlteredError, Blobs

# The likeliest, however many there are.
MOST_BOOKS: Final = 12


def rivals(blobs: Blobs, entries: Iterable[Entry], unread: list[str]) -> Iterator[Book]:
    """The books of the other repositories that the files have most in common with."""
    for number in ranked(entries)[:MOST_BOOKS]:
        try:
            book, _ = books.read(blobs, number)
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
