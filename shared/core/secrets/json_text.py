"""JSON as its reader sees it: strings without their escapes, and lists of lines as one text.

Notebooks keep what cells print in such lists, where a token may be broken in two.  The strings are
found one after another, without a parser: neither depth nor a key that comes twice hides any.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

# A string that never ends goes to the end, so that nothing is looked at twice.
STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)', re.DOTALL)
ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
LETTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A text made of pieces, and where in its source each of them begins."""

    text: str = field(repr=False)
    starts: list[int] = field(repr=False)
    sources: list[int] = field(repr=False)

    def source(self, place: int) -> int:
        """Where the piece at a place begins in the source."""
        return self.sources[bisect_right(self.starts, place) - 1]


def read(source: str) -> Reading:
    """The text that a reader of JSON sees."""
    starts, sources, pieces, length = [], [], [], 0
    for place, piece in pieces_of(source):
        starts.append(length)
        sources.append(place)
        pieces.append(piece)
        length += len(piece)
    return Reading(text="".join(pieces), starts=starts or [0], sources=sources or [0])


def pieces_of(source: str) -> Iterator[tuple[int, str]]:
    """What is between strings as it is, but for commas between lines, and each string read."""
    end, lines = 0, False
    for match in STRING.finditer(source):
        between = source[end : match.start()]
        lines = between.rstrip().endswith("[") or (lines and between.strip() == ",")
        if not lines or between.strip() != ",":
            yield end, f'"{between}"'
        yield match.start(), ESCAPE.sub(letter, match[1])
        end = match.end()
    yield end, f'"{source[end:]}'


def letter(match: re.Match[str]) -> str:
    """What an escape stands for."""
    if match[1]:
        return chr(int(match[1], 16))
    return LETTERS.get(match[2], match[2])
