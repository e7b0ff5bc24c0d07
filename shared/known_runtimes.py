"""The Databricks runtimes we know: libraries as captured on clusters, and until when each is helped.

Generated data, with where it comes from and its day, in `data/databricks_runtimes.json`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from shared.core.runtime_names import RuntimeName, Variant, runtime_name
from shared.core.runtimes import Runtime


@dataclass(frozen=True, kw_only=True)
class Release:
    """A version of all its variants; `spark` is the version of PySpark, too."""

    spark: str
    lts: bool = False
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class Capture:
    """What was seen on a cluster."""

    python: str
    packages: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Captures:
    """The whole file."""

    provenance: tuple[str, ...]
    as_of: date
    releases: Mapping[str, Release]
    runtimes: Mapping[str, Capture] = field(repr=False)


@cache
def known_runtimes() -> Mapping[str, Runtime]:
    """Every runtime by its key, those among them on which nobody has looked yet."""
    data = files("shared").joinpath("data", "databricks_runtimes.json").read_bytes()
    captures = TypeAdapter(Captures).validate_json(data)
    unseen = (key for version in captures.releases for key in keys_of(version))
    return {key: runtime(captures, key) for key in (*captures.runtimes, *unseen)}


def keys_of(version: str) -> Iterator[str]:
    """What the variants of a release are called."""
    major, _, minor = version.partition(".")
    for variant in (Variant.STANDARD, Variant.CPU_ML, Variant.GPU_ML):
        yield RuntimeName(major=int(major), minor=minor, variant=variant).key


def runtime(captures: Captures, key: str) -> Runtime:
    """What is known of one; Spark's own library, which captures leave out, is its Spark."""
    name, capture = runtime_name(key), captures.runtimes.get(key)
    assert name is not None, key
    release = None if name.variant is Variant.SERVERLESS else captures.releases[name.version]
    packages = {"pyspark": release.spark} if release else {}
    return Runtime(
        key=key,
        as_of=captures.as_of,
        python=capture.python if capture else "",
        packages={**packages, **(capture.packages if capture else {})},
        lts=release.lts if release else False,
        ends=release.ends if release else None,
    )
