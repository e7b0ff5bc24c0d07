"""A Databricks runtime, as somebody saw it on a cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What comes with a runtime.

    `key` is what the clusters API calls it (`17.3.x-cpu-ml-scala2.13`), `python` its Python as
    "3.12", `packages` the versions by canonical name (PEP 503).  It was so on `as_of`: maintenance
    updates move versions, and a package that is absent may still be there.
    """

    key: str
    python: str
    packages: Mapping[str, str]
    as_of: date
    ml: bool = False
    ends: date | None = None
