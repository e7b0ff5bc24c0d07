"""Jobs get what the code imports, from a runtime that is made for it: ML, GPU or neither (R-059)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.chosen_runtime import VARIABLE, Chosen, chosen_in, image_in
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.checks.unnamed import unnamed_in
from shared.core.checks.used_modules import used_in
from shared.core.checks.variants import misfits, there_in
from shared.core.findings import Owner, Priority
from shared.core.runtime_names import Variant


def judge(tree: Tree) -> Iterator[Remark]:
    """What is imported is named somewhere, and the variant of the runtime is the right one."""
    chosen = chosen_in(tree)
    if image_in(tree):
        yield from without_images(chosen)
        return
    used = used_in(tree)
    yield from unnamed_in(tree, used, there_in(tree, chosen))
    if chosen:
        yield from misfits(tree, used, chosen)


def without_images(chosen: Chosen | None) -> Iterator[Remark]:
    """ML runtimes and serverless compute run no images.

    https://docs.databricks.com/aws/en/compute/custom-containers
    """
    if chosen is None or chosen.name.variant is Variant.STANDARD:
        return
    remedy = "Remove IMAGE, and name in an environment file what it holds."
    if chosen.name.variant is not Variant.SERVERLESS:
        key = chosen.name.as_variant(Variant.STANDARD).key
        remedy = f"Write `{VARIABLE}: {key}`, or remove IMAGE."
    remark = f"there is an IMAGE, and {chosen.name.key} runs no images"
    yield Remark(path=MODEL_FILE, remark=remark, remedy=remedy, line=chosen.line)


CHECK: Final = Check(
    name="cluster",
    priority=Priority.EXPECTED,
    owner=Owner.MODEL_DEV,
    standard="R-059",
    judge=judge,
)
