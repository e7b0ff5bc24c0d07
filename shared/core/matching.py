"""Which lines of two files are the same code, told by the fingerprints they share."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.core.fingerprints import Prints

# How many fingerprints may be missing between two: a line that was added or removed costs a few.
GAP: Final = 12
# How many a clone has, over how many lines, and which part of all that there are between its ends.
FEWEST: Final = 6
SHORTEST: Final = 10
PART: Final = 0.4
# So many of them are in neither file more often than that: properties and the like look all alike.
RARE: Final = 4
SELDOM: Final = 2

Chain = list[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Match:
    """Lines of one file that stand in another as well."""

    line: int
    end: int
    other_line: int
    other_end: int


def matches(own: Prints, other: Prints) -> Iterator[Match]:
    """Everything long enough that stands in both."""
    here, there = positions(own.hashes), positions(other.hashes)
    for chain in chains(own.hashes, there):
        marks = {own.hashes[index] for index, _ in chain}
        rare = [mark for mark in marks if max(len(here[mark]), len(there[mark])) <= SELDOM]
        (first, other_first), (last, other_last) = chain[0], chain[-1]
        match = Match(
            line=own.line(first),
            end=own.end(last),
            other_line=other.line(other_first),
            other_end=other.end(other_last),
        )
        span = max(last - first, other_last - other_first) + 1
        dense = len(marks) >= max(FEWEST, PART * span)
        if dense and len(rare) >= RARE and height(match) >= SHORTEST:
            yield match


def height(match: Match) -> int:
    """How many lines it covers where they are fewer."""
    return min(match.end - match.line, match.other_end - match.other_line) + 1


def positions(hashes: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Where each fingerprint is."""
    found = defaultdict(list)
    for index, mark in enumerate(hashes):
        found[mark].append(index)
    return found


def chains(hashes: Sequence[int], found: Mapping[int, Sequence[int]]) -> Iterator[Chain]:
    """Runs of shared fingerprints that go forward in both files, by pairs of indexes."""
    open_chains: list[Chain] = []
    for index in (index for index, mark in enumerate(hashes) if mark in found):
        yield from (chain for chain in open_chains if chain[-1][0] < index - GAP)
        open_chains = [chain for chain in open_chains if chain[-1][0] >= index - GAP]
        for other in found[hashes[index]]:
            near = [chain for chain in open_chains if follows(chain[-1], (index, other))]
            if near:
                max(near, key=lambda chain: chain[-1]).append((index, other))
            else:
                open_chains.append([(index, other)])
    yield from open_chains


def follows(last: tuple[int, int], pair: tuple[int, int]) -> bool:
    """Whether a pair may be the next of a chain that ends so."""
    return 0 < pair[0] - last[0] <= GAP and 0 < pair[1] - last[1] <= GAP
