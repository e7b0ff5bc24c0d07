"""Whether those who seem to have had something of a file before really have lines of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.code_index import books
from shared.code_index.books import Book, Entry
from shared.code_index.comparing import common
from shared.code_index.meeting import ranked
from shared.code_index.rivals import MOST_BOOKS
from shared.ports import AlteredError, Blobs


def confirmed(blobs: Blobs, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries, without those that an anchor brought up by chance.

    Compared here once, they need not be compared again for as long as the file does not change.
    Who cannot be read yet or any more is not let off.
    """
    likely = {number: readable(blobs, number) for number in ranked(entries)[:MOST_BOOKS]}
    for entry in entries:
        rivals = ((number, likely[number]) for number, _ in entry.shared if number in likely)
        real = {number for number, book in rivals if book is None or has_lines(book, entry)}
        yield replace(entry, shared=tuple(one for one in entry.shared if one[0] in real))


def readable(blobs: Blobs, number: int) -> Book | None:
    """The book, `None` where it is not written yet or cannot be read."""
    try:
        return books.read(blobs, number)[0]
    except AlteredError:
        return None


def has_lines(book: Book, entry: Entry) -> bool:
    """Whether anything in a book is the same as in an entry."""
    return any(True for _ in common(book, "", (entry,)))
