"""What Bandit takes for a weakness (R-057), with its marks to look away (`# nosec`) not honoured."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.hearsay import hearsay
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority


def judge(tree: Tree) -> Iterator[Remark]:
    """All that Bandit says, of one priority however sure it is."""
    return hearsay(tree, "bandit", lambda _issue: None)


CHECK: Final = Check(
    name="bandit",
    priority=Priority.NICE,
    owner=Owner.MODEL_DEV,
    standard="R-057",
    judge=judge,
)
