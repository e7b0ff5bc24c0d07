"""The files of a commit that are code, as entries of a book."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final

from shared.code_index.books import Book, Entry
from shared.core.fingerprints import prints_of
from shared.core.sources import code_in, language_of

# Characters of code, about a quarter of a million lines: more than people write for models.
MOST_CODE: Final = 8 * 2**20


def compared(files: Iterable[str]) -> list[str]:
    """The paths of files that are code, in their order."""
    return sorted(path for path in files if language_of(path))


def code_of(files: Mapping[str, str]) -> Mapping[str, str]:
    """The files that are code, by their paths, and no more of them than people write."""
    room, kept = MOST_CODE, {}
    for path in compared(files):
        room -= len(code_in(path, files[path]))
        if room >= 0:
            kept[path] = files[path]
    return kept


def entries_of(code: Mapping[str, str], book: Book) -> Iterator[Entry]:
    """An entry for every file, made anew where the book has not the same text."""
    before = {entry.digest: entry for entry in book.entries}
    for path, text in code.items():
        digest = sha256(text.encode(errors="replace")).hexdigest()
        if digest in before:
            yield replace(before[digest], path=path)
        else:
            yield Entry(path=path, digest=digest, prints=prints_of(path, text))


def fresh(entries: Iterable[Entry], book: Book) -> tuple[Entry, ...]:
    """The entries of which the book does not say who had something of them before."""
    known = set() if book.unread else {entry.digest for entry in book.entries}
    return tuple(entry for entry in entries if entry.digest not in known)
