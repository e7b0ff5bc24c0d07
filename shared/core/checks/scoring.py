"""Every model can be scored and evaluated: `score.py` with `score` and `evaluate` (R-047)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.entry_points import missing_file, uncallable
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority

PATH: Final = "score.py"


def judge(tree: Tree) -> Iterator[Remark]:
    """Both functions are there to be called."""
    if PATH in tree.files:
        yield from uncallable(tree, PATH, ("score", "evaluate"))
    else:
        remedy = "Add score.py with `def score(model, data)` and `def evaluate(model, context)`."
        yield from missing_file(tree, PATH, remedy)


CHECK: Final = Check(
    name="score",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-047",
    judge=judge,
)
