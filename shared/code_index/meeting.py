"""Which other repositories a file has most in common with, by the anchors they share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from shared.code_index.books import Entry
from shared.code_index.shards import Postings, commonplace

LIKELIEST: Final = 8


def met(entries: Iterable[Entry], others: Postings) -> Iterator[Entry]:
    """The entries, with the repositories that share anchors with them."""
    common, holders = commonplace(others), defaultdict[int, set[str]](set)
    for anchor, name in others:
        if anchor not in common:
            holders[anchor].add(name)
    for entry in entries:
        yield replace(entry, shared=shared_by(entry, holders))


def shared_by(entry: Entry, holders: Mapping[int, set[str]]) -> tuple[tuple[str, int], ...]:
    """Those who share most anchors with a file, each counted without what an earlier one shares.

    So a file that everybody has does not hide who has a part of it, too.
    """
    by_name = defaultdict[str, set[int]](set)
    for anchor in entry.prints.anchors & holders.keys():
        for name in holders[anchor]:
            by_name[name].add(anchor)
    chosen: list[tuple[str, int]] = []
    while by_name and len(chosen) < LIKELIEST:
        name = min(by_name, key=lambda name: (-len(by_name[name]), name))
        told = by_name.pop(name)
        chosen.append((name, len(told)))
        by_name = {one: left for one, marks in by_name.items() if (left := marks - told)}
    return tuple(chosen)


def ranked(entries: Iterable[Entry]) -> list[str]:
    """The names of all that share anchors, first those that share most with a single file."""
    most: dict[str, int] = {}
    for entry in entries:
        for name, count in entry.shared:
            most[name] = max(count, most.get(name, 0))
    return sorted(most, key=lambda name: (-most[name], name))
