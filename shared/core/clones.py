"""Code that stands in another repository already (R-061)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Clone:
    """Lines of a file, and where the same stands already; lines count from 1, both ends included.

    `path` counts from the model's folder, `other_path` from the root of the `repository`, which the
    `owner` (its team) answers for.  `more` is in how many other places the same stands, too.
    """

    path: str
    line: int
    end: int
    repository: str
    owner: str
    other_path: str
    other_line: int
    other_end: int
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class Clones:
    """All that was found, the longest first.

    What is `unread` of the index, and the files `beyond` what is compared, may hide others.
    """

    found: tuple[Clone, ...] = ()
    unread: tuple[str, ...] = ()
    beyond: int = 0


def folded(clones: Iterable[Clone]) -> tuple[Clone, ...]:
    """The longest first; what stands in several places is told once, with their number."""
    told: dict[str, list[Clone]] = {}
    for clone in sorted(clones, key=rank):
        of_file = told.setdefault(clone.path, [])
        longer = next((index for index, one in enumerate(of_file) if covers(one, clone)), None)
        if longer is None:
            of_file.append(clone)
        else:
            of_file[longer] = replace(of_file[longer], more=of_file[longer].more + 1)
    return tuple(sorted((clone for of_file in told.values() for clone in of_file), key=rank))


def rank(clone: Clone) -> tuple[int, str, int, str, str, int]:
    """By length, then by place."""
    length = clone.end - clone.line
    return -length, clone.path, clone.line, clone.repository, clone.other_path, clone.other_line


def covers(longer: Clone, clone: Clone) -> bool:
    """Whether most lines of a clone are among those of a longer one."""
    common = min(longer.end, clone.end) - max(longer.line, clone.line) + 1
    return common * 2 > clone.end - clone.line + 1
