"""What a Markdown text says under which heading; lines with a label count as well."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

LONGEST: Final = 200  # no heading or label is longer, and no search takes long
HEADING = re.compile(r" {0,3}#{1,6}\s+(.+)|\*\*([^*]+)\*\*:?\s*")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*")
FENCE = re.compile(r" {0,3}(```|~~~)")
LABEL = re.compile(r"[|*_>\- ]*([A-Za-z ]{2,40})[*_]*\s*[:|]")
WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Words, in lower case, and those of the heading or label they stand under."""

    line: int
    heading: frozenset[str]
    words: tuple[str, ...]


def sections_in(text: str) -> Iterator[Section]:
    """Each heading with what follows up to the next, then each line with a label of its own."""
    lines = text.splitlines()
    open_lines = list(outside_fences(lines))
    headings = [*headings_in(lines, open_lines), (len(lines), "")]
    for (start, title), (end, _) in pairwise(headings):
        yield section(start, title, " ".join(lines[start + 1 : end]))
    for number in open_lines:
        label = LABEL.match(lines[number][:LONGEST])
        if label:
            yield section(number, label[1], lines[number][label.end() :])


def section(number: int, title: str, text: str) -> Section:
    """A section that begins on the line with this number, counted from 0."""
    return Section(line=number + 1, heading=frozenset(words_in(title)), words=words_in(text))


def outside_fences(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that are not code."""
    fenced = False
    for number, line in enumerate(lines):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number


def headings_in(lines: list[str], numbers: list[int]) -> Iterator[tuple[int, str]]:
    """The number and the text of each heading."""
    for number in numbers:
        line = lines[number][:LONGEST]
        heading = HEADING.fullmatch(line)
        if heading:
            yield number, heading[1] or heading[2]
        elif line.strip() and UNDERLINE.fullmatch("".join(lines[number + 1 : number + 2])):
            yield number, line


def words_in(text: str) -> tuple[str, ...]:
    """The words, in lower case."""
    return tuple(word.lower() for word in WORD.findall(text))
