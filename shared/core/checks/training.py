"""What is trained has a `train.py` with `train`; what follows rules has none (R-046, R-083)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.entry_points import defines, missing_file, uncallable
from shared.core.checks.tree import Tree
from shared.core.document import Document
from shared.core.findings import Owner, Priority
from shared.core.model_file import model_type
from shared.core.spec import ModelType

PATH: Final = "train.py"


def judge(tree: Tree) -> Iterator[Remark]:
    """`MODEL_TYPE` and the files say the same, and `train` can be called."""
    kind = model_type(tree.model_file)
    if kind is ModelType.RULE_BASED and PATH in tree.names:
        yield from mismatch(tree)
    elif PATH in tree.files:
        yield from uncallable(tree, PATH, ("train",))
    elif kind is ModelType.SUPERVISED or PATH in tree.names:
        yield from missing_file(tree, PATH, remedy_for_absence(tree))


def mismatch(tree: Tree) -> Iterator[Remark]:
    """Rules are not trained: either the type is wrong or the file is left over (R-084)."""
    if PATH in tree.files and defines(tree, PATH, "train"):
        remedy = "Change model.yml: a model that is trained is `MODEL_TYPE: Supervised`."
    else:
        remedy = "Remove train.py, which defines no train function."
    remark = "MODEL_TYPE is rulebased, yet there is a train.py"
    yield Remark(path=PATH, remark=remark, remedy=remedy)


def remedy_for_absence(tree: Tree) -> str:
    """A type that somebody wrote down is believed before a default is."""
    if isinstance(tree.model_file, Document) and tree.model_file.values.get("MODEL_TYPE"):
        return "Add train.py with `def train(context)`, as MODEL_TYPE says that it is trained."
    return (
        "Change model.yml where nothing is trained: `MODEL_TYPE: rulebased`; it is Supervised"
        " by default, which needs train.py with `def train(context)`."
    )


CHECK: Final = Check(
    name="train",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-046",
    judge=judge,
)
