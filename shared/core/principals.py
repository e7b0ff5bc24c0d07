"""The service principals that a team's jobs run as (R-054, R-125)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Principal:
    """A service principal: its name, and its application id."""

    name: str
    application: str = ""


@dataclass(frozen=True, kw_only=True)
class Principals:
    """Who a team's jobs run as in each environment, `None` where there is nobody yet.

    `names` are those the principals have or are to have; `request` is where one asks for them.
    """

    found: Mapping[str, Principal | None]
    names: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
