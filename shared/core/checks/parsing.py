"""Whatever Python there is can be read, so that nothing hides from those who read it (R-047)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.shelf import TOO_MUCH
from shared.core.checks.syntax import Unparsed
from shared.core.checks.tree import Tree, python_paths
from shared.core.findings import Owner, Priority

# The checks that need these say themselves what keeps them from being read.
SAID_ELSEWHERE: Final = frozenset({"data.py", "train.py", "score.py"})


def judge(tree: Tree) -> Iterator[Remark]:
    """Every module, test and notebook has a syntax tree."""
    full = False
    for path in python_paths(tree):
        found = tree.syntax(path)
        said = path in SAID_ELSEWHERE or (full and found is TOO_MUCH)
        full |= found is TOO_MUCH
        if isinstance(found, Unparsed) and not said:
            remark = f"{path} is {found.remark}"
            yield Remark(path=path, remark=remark, remedy=found.remedy, line=found.line)


CHECK: Final = Check(
    name="syntax",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-047",
    judge=judge,
)
