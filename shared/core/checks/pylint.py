"""What pylint says where the platform runs it, too (R-049), with nobody's settings but its own.

There is no central standard: what is an error for pylint is graver than what is unusual.
"""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.hearsay import hearsay
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority
from shared.core.tools import ToolIssue

ERRORS: Final = frozenset({"error", "fatal"})


def judge(tree: Tree) -> Iterator[Remark]:
    """All that pylint says."""
    return hearsay(tree, "pylint", priority)


def priority(issue: ToolIssue) -> Priority:
    """Code that cannot work before code that could be nicer."""
    return Priority.NICE if issue.grade in ERRORS else Priority.OPTIONAL


CHECK: Final = Check(
    name="pylint",
    priority=Priority.OPTIONAL,
    owner=Owner.MODEL_DEV,
    standard="R-049",
    judge=judge,
)
