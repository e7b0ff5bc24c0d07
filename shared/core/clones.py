"""Code that stands in another repository already (R-061)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Clone:
    """Lines of a file, and where the same stands already; lines count from 1, both ends included.

    `path` counts from the model's folder, `other_path` from the root of the `repository`, which the
    `owner` (its team) answers for.
    """

    path: str
    line: int
    end: int
    repository: str
    owner: str
    other_path: str
    other_line: int
    other_end: int
