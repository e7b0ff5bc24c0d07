"""What is trained has a `train.py` with `train`; what follows rules has none (R-046, R-083)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.entry_points import defines, entry_points, header
from shared.core.checks.tree import Tree
from shared.core.document import Document
from shared.core.findings import Owner, Priority
from shared.core.model_file import model_type
from shared.core.spec import ModelType

PATH: Final = "train.py"


def judge(tree: Tree) -> Iterator[Remark]:
    """`MODEL_TYPE` and the files say the same, and `train` can be called."""
    kind = model_type(tree.model_file)
    there = PATH in tree.names
    if kind is ModelType.RULE_BASED and there:
        yield trained_rules(tree)
    elif kind is ModelType.SUPERVISED and not there:
        yield nothing_to_train(tree)
    elif there:
        yield from entry_points(tree, PATH, ("train",))


def trained_rules(tree: Tree) -> Remark:
    """Either the type is wrong or the file is left over (R-084)."""
    remedy = "Remove train.py: it defines no train function."
    if defines(tree, PATH, "train"):
        remedy = "Change MODEL_TYPE in model.yml: what is trained is Supervised or Unsupervised."
    remark = "MODEL_TYPE is rulebased, yet there is a train.py"
    return Remark(path=PATH, remark=remark, remedy=remedy)


def nothing_to_train(tree: Tree) -> Remark:
    """A type that somebody wrote down is believed before a default is."""
    written = isinstance(tree.model_file, Document) and tree.model_file.values.get("MODEL_TYPE")
    if written:
        remark = "MODEL_TYPE is Supervised, yet there is no train.py"
        return Remark(path=PATH, remark=remark, remedy=f"Add train.py with `{header('train')}`.")
    return Remark(
        path=PATH,
        remark="MODEL_TYPE is not given, so it is Supervised, yet there is no train.py",
        remedy="Write `MODEL_TYPE: rulebased` in model.yml or, where the model is trained, add"
        f" train.py with `{header('train')}`.",
    )


CHECK: Final = Check(
    name="train",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-046",
    judge=judge,
)
