"""The syntax trees of one folder, within bounds of time and memory."""

import ast
from dataclasses import dataclass, field
from typing import Final

from shared.core.checks.syntax import Unparsed, parse

MOST_READ: Final = 6 * 1024 * 1024  # characters, 150,000 lines; the densest take 18 s
MOST_KEPT: Final = 512 * 1024  # characters: the densest make trees of 180 MiB

TOO_MUCH: Final = Unparsed(
    remark="beyond the 6 MiB of Python that are read of one model",
    remedy="Keep data out of source files, and other people's libraries out of the folder.",
)


@dataclass(kw_only=True)
class Shelf:
    """Trees by path: those that were asked for first are kept, the others made anew each time."""

    kept: dict[str, ast.Module | Unparsed] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    total: int = 0

    def put(self, path: str, source: str) -> ast.Module | Unparsed:
        """The tree of a source, kept where there is room."""
        first = path not in self.seen
        if first:
            self.seen.add(path)
            self.total += len(source)
        found = TOO_MUCH if first and self.total > MOST_READ else parse(source)
        if self.total <= MOST_KEPT or isinstance(found, Unparsed):
            self.kept[path] = found
        return found
