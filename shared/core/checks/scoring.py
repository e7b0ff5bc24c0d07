"""Every model can be scored and evaluated: `score.py` with `score` and `evaluate` (R-047)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.entry_points import entry_points
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority


def judge(tree: Tree) -> Iterator[Remark]:
    """Both functions are there to be called."""
    return entry_points(tree, "score.py", ("score", "evaluate"))


CHECK: Final = Check(
    name="score",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-047",
    judge=judge,
)
