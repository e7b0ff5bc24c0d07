"""Jobs get what the code imports, from a runtime that is made for it: ML, GPU or neither (R-059)."""

from collections.abc import Iterable, Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.chosen_runtime import VARIABLE, Chosen, chosen_in, image_in
from shared.core.checks.libraries import environment_in
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.checks.unnamed import unnamed_in
from shared.core.checks.used_modules import Used, used_in
from shared.core.distributions import LEARNING, ML, needs_gpu, suppliers
from shared.core.findings import Owner, Priority
from shared.core.runtime_names import Variant
from shared.core.runtimes import find

Places = dict[str, tuple[str, int | None]]


def judge(tree: Tree) -> Iterator[Remark]:
    """What is imported is named somewhere, and the variant of the runtime is the right one."""
    chosen = chosen_in(tree)
    if image_in(tree):
        yield from without_images(tree, chosen)
        return
    used = used_in(tree)
    yield from unnamed_in(tree, used, there_in(tree, chosen))
    if chosen and chosen.name.variant is not Variant.SERVERLESS:
        yield from misfits(tree, libraries_in(tree, used), chosen)


def there_in(tree: Tree, chosen: Chosen | None) -> frozenset[str]:
    """What jobs have or, on the right variant, would have; empty where nobody knows."""
    if chosen is None or chosen.runtime is None or not chosen.runtime.python:
        return frozenset()
    standard = chosen.name.variant is Variant.STANDARD
    return frozenset(chosen.runtime.packages) | (ml_in(tree, chosen) if standard else frozenset())


def ml_in(tree: Tree, chosen: Chosen) -> frozenset[str]:
    """What the ML variant of the same version has for machine learning, as far as is known."""
    sibling = find(tree.surroundings.runtimes, chosen.name.as_variant(Variant.CPU_ML))
    return ML & sibling.packages.keys() if sibling and sibling.python else ML


def misfits(tree: Tree, places: Places, chosen: Chosen) -> Iterator[Remark]:
    """Libraries that are better off on another variant."""
    yield from without_gpu(places, chosen)
    if chosen.name.variant is Variant.STANDARD:
        yield from without_ml(tree, places, chosen)
    elif not LEARNING & places.keys():
        yield needless_ml(chosen)


def libraries_in(tree: Tree, modules: Iterable[Used]) -> Places:
    """The libraries that the environment file names or the code imports, and where first."""
    environment = environment_in(tree)
    places: Places = {each.name: (environment.path, each.line) for each in environment.wanted}
    for used in modules:
        library = "scikit-learn" if used.module.startswith("pyspark.ml") else ""
        places.setdefault(library or suppliers(used.root)[0], (used.path, used.line))
    return places


def without_images(tree: Tree, chosen: Chosen | None) -> Iterator[Remark]:
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


def without_gpu(places: Places, chosen: Chosen) -> Iterator[Remark]:
    """A library that is of no use without a GPU, where there is none."""
    needing = sorted(filter(needs_gpu, places))
    if needing and chosen.name.variant is not Variant.GPU_ML:
        key = chosen.name.as_variant(Variant.GPU_ML).key
        path, line = places[needing[0]]
        remark = f"{', '.join(needing[:5])} needs a GPU, and {chosen.name.key} is without"
        remedy = f"Write `{VARIABLE}: {key}` in {MODEL_FILE}, and ask GBI for machines with a GPU."
        yield Remark(path=path, remark=remark, remedy=remedy, line=line)


def without_ml(tree: Tree, places: Places, chosen: Chosen) -> Iterator[Remark]:
    """Libraries for machine learning, which a standard runtime installs for every job anew."""
    if lacking := sorted(ml_in(tree, chosen) & places.keys()):
        key = chosen.name.as_variant(Variant.CPU_ML).key
        path, line = places[lacking[0]]
        remark = f"{', '.join(lacking[:5])}: {chosen.name.key} is not made for machine learning"
        remedy = f"Write `{VARIABLE}: {key}` in {MODEL_FILE}: what is used comes with it."
        yield Remark(path=path, remark=remark, remedy=remedy, line=line)


def needless_ml(chosen: Chosen) -> Remark:
    """Nothing learns."""
    key = chosen.name.as_variant(Variant.STANDARD).key
    return Remark(
        path=MODEL_FILE,
        remark=f"{chosen.name.key} is made for machine learning, and nothing here uses a library"
        " for that",
        remedy=f"Write `{VARIABLE}: {key}`: it starts faster, and less in it can be at fault.",
        line=chosen.line,
        priority=Priority.NICE,
    )


CHECK: Final = Check(
    name="cluster",
    priority=Priority.EXPECTED,
    owner=Owner.MODEL_DEV,
    standard="R-059",
    judge=judge,
)
