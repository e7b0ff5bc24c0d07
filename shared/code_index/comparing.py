"""What the files of one repository have in common with those of another."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from shared.code_index.books import Book, Entry, number_of
from shared.core.clones import Clone
from shared.core.matching import FEWEST, matches

# With how many files of another repository one file is compared, those that share most.
MOST_FILES: Final = 4
# A repository that has so much of the files as they are is where they come from.
OWN_PART: Final = 0.5


def common(book: Book, owner: str, entries: Iterable[Entry]) -> Iterator[Clone]:
    """All that the entries have in common with a book that somebody owns, where they met it."""
    number = number_of(book.repository)
    for entry in entries:
        if number not in dict(entry.shared):
            continue
        for other in likeliest(entry, book):
            for match in matches(entry.prints, other.prints):
                yield Clone(
                    path=entry.path,
                    line=match.line,
                    end=match.end,
                    repository=book.repository,
                    owner=owner,
                    other_path=other.path,
                    other_line=match.other_line,
                    other_end=match.other_end,
                )


def likeliest(entry: Entry, book: Book) -> Iterator[Entry]:
    """The entries of a book that share most with one, if they share enough."""
    marks = frozenset(entry.prints.hashes)
    counts = [len(marks.intersection(other.prints.hashes)) for other in book.entries]
    order = sorted(range(len(counts)), key=lambda index: (-counts[index], index))
    return (book.entries[index] for index in order[:MOST_FILES] if counts[index] >= FEWEST)


def owns(book: Book, entries: Sequence[Entry]) -> bool:
    """Whether a book holds most of the entries, text by text."""
    texts = {entry.digest for entry in entries if entry.prints.hashes}
    held = texts & {entry.digest for entry in book.entries}
    return bool(texts) and len(held) >= OWN_PART * len(texts)
