"""Every secret in a text, in time that grows with the text alone."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from shared.core.secrets.assignments import written
from shared.core.secrets.forms import KINDS
from shared.core.secrets.hits import Hit, settled
from shared.core.secrets.kinds import Kind
from shared.core.secrets.lots import named, shaped
from shared.core.secrets.placeholders import stands_in
from shared.core.secrets.words import Words, looked, occurrences

MOST_HITS: Final = 1_000


def hits_in(text: str, code: bool = False) -> Iterator[Hit]:
    """The first thousand or so secrets of each sort; in source code a literal stands in quotes.

    Raises `CrowdedError` where a text is too full of beginnings to be looked through.
    """
    words = Words.of(text)
    sorts = (formed(words), named(words), shaped(words), written(words, code))
    return settled(chain.from_iterable(islice(sort, MOST_HITS) for sort in sorts))


def formed(words: Words) -> Iterator[Hit]:
    """Every value of a known form."""
    for rank, kind in enumerate(KINDS):
        for mark in kind.marks:
            yield from formed_at(kind, places(kind, mark, words), words.text, rank)


def formed_at(kind: Kind, places: Iterator[int], text: str, rank: int) -> Iterator[Hit]:
    """Every value of a form at some places, none of them within another."""
    end = 0
    for place in places:
        match = kind.pattern.match(text, max(0, place - kind.back)) if place >= end else None
        if match is not None:
            end = match.end()
            value = match["value"]
            if not stands_in(value) and kind.credible(value):
                yield Hit(kind=kind, start=match.start("value"), value=value, rank=rank)


def places(kind: Kind, mark: str, words: Words) -> Iterator[int]:
    """Where a mark stands in a text."""
    if kind.wide:
        return looked(occurrences(mark, words.folded if kind.folded else words.text))
    return map(words.in_text, looked(occurrences(mark, words.gist)))
