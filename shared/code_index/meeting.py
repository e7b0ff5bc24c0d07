"""Which other repositories had something of a file before, by the anchors they share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from shared.code_index.books import Book, Entry
from shared.code_index.shards import Postings, commonplace

LIKELIEST: Final = 8


def met(entries: Iterable[Entry], others: Postings, book: Book) -> Iterator[Entry]:
    """The entries, with the repositories that had something of them before.

    Those are asked for what the book has not had yet; for the rest it is whom the book knows of.
    Whoever wrote something first is never told that others have copied it.
    """
    common, holders = commonplace(others), defaultdict[int, set[int]](set)
    for anchor, number in others:
        if anchor not in common:
            holders[anchor].add(number)
    for entry in entries:
        fresh = shared_by((entry.prints.anchors - book.asked) & holders.keys(), holders)
        known = dict(inherited(entry, book)) | dict(fresh)
        ranked = sorted(known.items(), key=lambda item: (-item[1], item[0]))
        yield replace(entry, shared=tuple(ranked[:LIKELIEST]))


def inherited(entry: Entry, book: Book) -> Iterator[tuple[int, int]]:
    """Whom the book knows of for what an entry has from earlier ones."""
    for earlier in book.entries:
        if earlier.shared and not earlier.prints.anchors.isdisjoint(entry.prints.anchors):
            yield from earlier.shared


def shared_by(
    anchors: AbstractSet[int], holders: Mapping[int, set[int]]
) -> Iterator[tuple[int, int]]:
    """Those who have most of the anchors, each counted without what an earlier one has.

    So a file that everybody has does not hide who has a part of it, too.
    """
    by_number = defaultdict[int, set[int]](set)
    for anchor in anchors:
        for number in holders[anchor]:
            by_number[number].add(anchor)
    while by_number:
        number = min(by_number, key=lambda number: (-len(by_number[number]), number))
        told = by_number.pop(number)
        yield number, len(told)
        by_number = defaultdict(
            set, {one: left for one, marks in by_number.items() if (left := marks - told)}
        )


def ranked(entries: Iterable[Entry]) -> list[int]:
    """The numbers of all that share anchors, first those that share most with a single file."""
    most: dict[int, int] = {}
    for entry in entries:
        for number, count in entry.shared:
            most[number] = max(count, most.get(number, 0))
    return sorted(most, key=lambda number: (-most[number], number))
