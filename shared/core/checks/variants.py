"""Whether the libraries of a model are on the right variant of a runtime: ML, GPU or neither."""

from collections.abc import Iterable, Iterator
from typing import Final

from shared.core.checks.check import Remark
from shared.core.checks.chosen_runtime import VARIABLE, Chosen, sibling
from shared.core.checks.libraries import environment_in
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.checks.used_modules import Used
from shared.core.distributions import LEARNING, ML, needs_gpu, suppliers
from shared.core.findings import Priority
from shared.core.runtime_names import Variant

SPARK_ML: Final = "pyspark.ml"
SHOWN: Final = 5

Places = dict[str, tuple[str, int | None]]


def misfits(tree: Tree, modules: Iterable[Used], chosen: Chosen) -> Iterator[Remark]:
    """What is better off on another variant; of serverless compute there is but one."""
    if chosen.name.variant is Variant.SERVERLESS:
        return
    places = libraries_in(tree, modules)
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
        spark = f"{used.module}.".startswith(f"{SPARK_ML}.")
        library = SPARK_ML if spark else suppliers(used.root)[0]
        places.setdefault(library, (used.path, used.line))
    return places


def there_in(tree: Tree, chosen: Chosen | None) -> frozenset[str]:
    """What jobs have or, on the right variant, would have; empty where nobody knows."""
    if chosen is None or chosen.runtime is None or not chosen.runtime.python:
        return frozenset()
    standard = chosen.name.variant is Variant.STANDARD
    return frozenset(chosen.runtime.packages) | (ml_in(tree, chosen) if standard else frozenset())


def ml_in(tree: Tree, chosen: Chosen) -> frozenset[str]:
    """What the ML variant of the same version has for machine learning, as far as is known."""
    other = sibling(tree, chosen, Variant.CPU_ML)
    return ML & other.packages.keys() if other and other.python else ML


def without_gpu(places: Places, chosen: Chosen) -> Iterator[Remark]:
    """A library that is of no use without a GPU, where there is none."""
    needing = sorted(filter(needs_gpu, places))
    if needing and chosen.name.variant is not Variant.GPU_ML:
        key = chosen.name.as_variant(Variant.GPU_ML).key
        path, line = places[needing[0]]
        remark = f"made for a GPU, and {chosen.name.key} is without: {', '.join(needing[:SHOWN])}"
        remedy = f"Write `{VARIABLE}: {key}` in {MODEL_FILE}, and ask GBI for machines with a GPU."
        yield Remark(path=path, remark=remark, remedy=remedy, line=line)


def without_ml(tree: Tree, places: Places, chosen: Chosen) -> Iterator[Remark]:
    """Libraries for machine learning, which a standard runtime installs for every job anew."""
    if lacking := sorted(ml_in(tree, chosen) & places.keys()):
        key = chosen.name.as_variant(Variant.CPU_ML).key
        path, line = places[lacking[0]]
        remark = f"made for an ML runtime, and {chosen.name.key} is none: "
        yield Remark(
            path=path,
            remark=f"{remark}{', '.join(lacking[:SHOWN])}",
            remedy=f"Write `{VARIABLE}: {key}` in {MODEL_FILE}: what is used comes with it.",
            line=line,
        )


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
