"""The platform gets its tables from `data.py`, apart for training and for evaluation (R-045)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.entry_points import entry_points
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority
from shared.core.model_file import model_type
from shared.core.spec import ModelType


def judge(tree: Tree) -> Iterator[Remark]:
    """What is trained needs both tables, rules only the one they are evaluated on."""
    trained = model_type(tree.model_file) is ModelType.SUPERVISED or "train.py" in tree.names
    both = ("training_data", "evaluation_data")
    optional = ("prepare", "scoring_data")
    return entry_points(tree, "data.py", both if trained else both[1:], optional)


CHECK: Final = Check(
    name="data",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-045",
    judge=judge,
)
