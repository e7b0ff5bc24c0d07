"""What the files of one repository have in common with those of another."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from shared.code_index.books import Book, Entry
from shared.core.clones import Clone
from shared.core.matching import FEWEST, matches

# With how many files of another repository one file is compared, those that share most.
MOST_FILES: Final = 4
# A repository that has so much of the files as they are is where they come from.
OWN_PART: Final = 0.5


def common(book: Book, owner: str, entries: Sequence[Entry]) -> Iterator[Clone]:
    """All that the entries have in common with a book that somebody owns."""
    where = shelves(book)
    for entry in entries:
        for other in likeliest(entry, book, where):
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


def shelves(book: Book) -> Mapping[int, Sequence[int]]:
    """In which entries of a book each fingerprint is."""
    found = defaultdict(list)
    for index, entry in enumerate(book.entries):
        for mark in set(entry.prints.hashes):
            found[mark].append(index)
    return found


def likeliest(entry: Entry, book: Book, where: Mapping[int, Sequence[int]]) -> Iterator[Entry]:
    """The entries of a book that share most with one, if they share enough."""
    marks = set(entry.prints.hashes) & where.keys()
    counts = Counter(index for mark in marks for index in where[mark])
    for index, count in counts.most_common(MOST_FILES):
        if count >= FEWEST:
            yield book.entries[index]


def owns(book: Book, entries: Sequence[Entry]) -> bool:
    """Whether a book holds most of the entries, text by text."""
    texts = {entry.digest for entry in entries if entry.prints.hashes}
    held = texts & {entry.digest for entry in book.entries}
    return bool(texts) and len(held) >= OWN_PART * len(texts)
