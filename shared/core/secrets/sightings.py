"""The secrets of a file, each with its line."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from shared.core.secrets import json_text
from shared.core.secrets.hits import Hit
from shared.core.secrets.scanning import hits_in

CODE: Final = (
    ".py", ".pyi", ".ipynb", ".c", ".cpp", ".cs", ".go", ".h", ".java", ".js", ".jsx", ".kt",
    ".map", ".mjs", ".php", ".r", ".rb", ".rs", ".scala", ".swift", ".ts", ".tsx",
)  # fmt: skip
JSON: Final = (".ipynb", ".json")


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """A secret on a line."""

    line: int
    hit: Hit


def sightings(path: str, text: str) -> tuple[Sighting, ...]:
    """Every secret in a text, once on each line.

    Raises `CrowdedError` where the text is too full of beginnings to be looked through.
    """
    name = path.lower()
    found = once(seen_in(text, name.endswith(CODE)))
    if name.endswith(JSON):
        known = {sighting.hit.value for sighting in found}
        read = once(read_in(text, name.endswith(CODE)))
        found += tuple(sighting for sighting in read if is_new(sighting.hit.value, known))
    return tuple(sorted(found, key=lambda sighting: sighting.line))


def is_new(value: str, known: Iterable[str]) -> bool:
    """Whether a value is neither a part nor a whole of one that is known."""
    return not any(value in other or other in value for other in known)


def seen_in(text: str, code: bool) -> tuple[Sighting, ...]:
    """What is in a text as it stands."""
    hits = tuple(hits_in(text, code))
    ends = line_ends(text) if hits else []
    return tuple(Sighting(line=bisect_right(ends, hit.start) + 1, hit=hit) for hit in hits)


def read_in(text: str, code: bool) -> tuple[Sighting, ...]:
    """What is in JSON as it is read, at the lines of its source."""
    reading = json_text.read(text)
    hits = tuple(hits_in(reading.text, code))
    ends = line_ends(text) if hits else []
    return tuple(
        Sighting(line=bisect_right(ends, reading.source(hit.start)) + 1, hit=hit) for hit in hits
    )


def line_ends(text: str) -> list[int]:
    """Where each line but the first starts."""
    return list(accumulate(len(line) + 1 for line in text.split("\n")))


def once(found: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Each value once on each line."""
    values: dict[tuple[int, str], Sighting] = {}
    for sighting in found:
        values.setdefault((sighting.line, sighting.hit.value), sighting)
    return tuple(values.values())
