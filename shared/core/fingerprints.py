"""Fingerprints of code: alike where code is alike, however its names and literals were changed.

Winnowing (Schleimer, Wilkerson and Aiken, 2003, https://doi.org/10.1145/872757.872770): of every
`WINDOW` runs of `RUN` tokens the one with the least hash stands for all, so that whatever two files
have in common over `RUN + WINDOW - 1` tokens shows in a fingerprint of both.  In each of those runs
names are told apart by the order in which they come (Baker, 1995): a copy whose names were changed
throughout stays alike, and code that only looks alike does not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Final
from zlib import crc32

from shared.core.lexing import NAME, Tokens, tokens
from shared.core.sources import code_in, language_of
from shared.core.template_code import TEMPLATE_CODE

RUN: Final = 12
WINDOW: Final = 5
# A run of fewer kinds of tokens is a table, and what a file repeats more often is its manner.
KINDS: Final = 4
REPEATED: Final = 6
# Of every so many fingerprints in a row, one is an anchor.
ANCHORED: Final = 6
NAMED: Final = bytes(kind == NAME for kind in range(256))
MOST_LINES: Final = (1 << 20) - 1
LONGEST: Final = (1 << 12) - 1


@dataclass(frozen=True, kw_only=True)
class Prints:
    """The fingerprints of a file in their order, and with each the lines that it covers.

    A place is a line, counted from 1, times 4,096, and how many lines follow.
    """

    hashes: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    def line(self, index: int) -> int:
        """The first line that a fingerprint covers."""
        return self.places[index] >> 12

    def end(self, index: int) -> int:
        """The last line that a fingerprint covers."""
        place = self.places[index]
        return (place >> 12) + (place & LONGEST)

    @cached_property
    def anchors(self) -> frozenset[int]:
        """Some of the fingerprints: enough to find the file by."""
        return frozenset(self.hashes[index] for index in winnowed(self.hashes, ANCHORED))


def prints_of(path: str, text: str) -> Prints:
    """The fingerprints of a file, none where it is not code."""
    language = language_of(path)
    if language is None:
        return Prints()
    found = list(marked(tokens(code_in(path, text), language)))
    counts = Counter(mark for mark, _ in found)
    kept = [(mark, place) for mark, place in found if counts[mark] <= REPEATED]
    own = [(mark, place) for mark, place in kept if mark not in TEMPLATE_CODE]
    return Prints(hashes=tuple(mark for mark, _ in own), places=tuple(place for _, place in own))


def marked(code: Tokens) -> Iterator[tuple[int, int]]:
    """Each fingerprint with its place."""
    runs, named = runs_of(code.kinds), code.kinds.translate(NAMED)
    for first in winnowed(runs):
        end = first + RUN
        if len(set(code.kinds[first:end])) < KINDS:
            continue
        line, more = code.line(first), code.line(end - 1) - code.line(first)
        mark = mark_of(runs[first], compress(code.words[first:end], named[first:end]))
        yield mark, min(line, MOST_LINES) << 12 | min(more, LONGEST)


def runs_of(kinds: bytes) -> list[int]:
    """A hash of every run."""
    return [crc32(kinds[at : at + RUN]) for at in range(len(kinds) - RUN + 1)]


def mark_of(run: int, names: Iterable[str]) -> int:
    """What tells a run from all others that are not alike: 64 bits, of which the last vary most."""
    order: dict[str, int] = {}
    met = bytes([order.setdefault(name, len(order)) for name in names])
    return run << 32 | crc32(met, run)


def winnowed(hashes: Sequence[int], window: int = WINDOW) -> list[int]:
    """The indexes of the least of every window, the last of them where there are several."""
    if not hashes:
        return []
    at = last_least(hashes[:window])
    chosen = [at]
    while ahead := hashes[at + 1 : at + 1 + window]:
        if min(ahead) <= hashes[at]:
            least = hashes[at]
            at += next(step for step, value in enumerate(ahead, start=1) if value <= least)
        elif len(ahead) == window:
            at += 1 + last_least(ahead)
        else:
            break
        chosen.append(at)
    return chosen


def last_least(hashes: Sequence[int]) -> int:
    """The index of the least, the last where there are several."""
    return len(hashes) - 1 - hashes[::-1].index(min(hashes))
