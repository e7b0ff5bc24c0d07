"""Which other repositories a file has most in common with, by the anchors they share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from shared.code_index.books import Entry
from shared.code_index.shards import Postings, commonplace

LIKELIEST: Final = 8


def met(entries: Iterable[Entry], others: Postings) -> Iterator[Entry]:
    """The entries, with the repositories that share anchors with them."""
    holders = holders_in(others)
    return (replace(entry, shared=shared_by(entry, holders)) for entry in entries)


def holders_in(others: Postings) -> Mapping[int, AbstractSet[str]]:
    """The repositories that have each anchor, without the anchors that too many have."""
    common, found = commonplace(others), dict[int, set[str]]()
    for anchor, name in others:
        if anchor not in common:
            found.setdefault(anchor, set()).add(name)
    return found


def shared_by(entry: Entry, holders: Mapping[int, AbstractSet[str]]) -> tuple[tuple[str, int], ...]:
    """Those that share most anchors with a file, and how many."""
    anchors = entry.prints.anchors()
    counts = Counter(name for anchor in anchors for name in holders.get(anchor, ()))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ranked[:LIKELIEST])


def ranked(entries: Iterable[Entry]) -> list[str]:
    """The names of all that share anchors, first those that share most with a single file."""
    most: dict[str, int] = {}
    for entry in entries:
        for name, count in entry.shared:
            most[name] = max(count, most.get(name, 0))
    return sorted(most, key=lambda name: (-most[name], name))
