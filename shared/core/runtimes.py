"""A Databricks runtime, as somebody saw it on a cluster."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.core.runtime_names import RuntimeName, runtime_name


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What comes with a runtime.

    `key` is what the clusters API calls it (`17.3.x-cpu-ml-scala2.13`), `python` its Python as
    "3.12", empty where nobody has looked yet; `packages` the versions by canonical name (PEP 503).
    It was so on `as_of`: maintenance updates move versions, and a package that is absent may still
    be there.  Support ends on `ends`, `None` where no date is set.
    """

    key: str
    as_of: date
    python: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    lts: bool = False
    ends: date | None = None


def find(runtimes: Mapping[str, Runtime], name: RuntimeName) -> Runtime | None:
    """The runtime of a name; Scala, Photon and the processor make no difference to Python."""
    kind = name.major, name.minor, name.variant
    for known, runtime in named(runtimes):
        if (known.major, known.minor, known.variant) == kind:
            return runtime
    return None


def successor(
    runtimes: Mapping[str, Runtime], name: RuntimeName, until: date
) -> tuple[RuntimeName, date] | None:
    """The next version for the same purpose with long support until after a day, and its end."""
    later = sorted(
        (known.order, known.key, known, runtime.ends)
        for known, runtime in named(runtimes)
        if runtime.lts and runtime.ends and runtime.ends > until
        if known.variant is name.variant and known.order > name.order
    )
    return (later[0][2], later[0][3]) if later else None


def seen(runtimes: Mapping[str, Runtime]) -> date | None:
    """When somebody last looked."""
    return max((runtime.as_of for runtime in runtimes.values()), default=None)


def named(runtimes: Mapping[str, Runtime]) -> Iterator[tuple[RuntimeName, Runtime]]:
    """The runtimes with what their keys mean."""
    for key, runtime in runtimes.items():
        if name := runtime_name(key):
            yield name, runtime
