"""The service principals that a team's jobs run as (R-054, R-125)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Principal:
    """A service principal: its name, and its application id."""

    name: str
    application: str = ""


@dataclass(frozen=True, kw_only=True)
class Principals:
    """Who a team's jobs run as in each environment, `None` where there is nobody yet.

    `names` are those the principals have or are to have, `places` the workspaces that know them;
    `request` is where one asks for them.
    """

    found: Mapping[str, Principal | None]
    names: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    request: str = ""


PATTERN: Final = "sp-{team}-{environment}"


def name_of(pattern: str, team: str, environment: str) -> str:
    """What a team's principal is called; no team's name means anything inside a search."""
    return pattern.replace("{team}", slug(team)).replace("{environment}", environment)


def slug(team: str) -> str:
    """A team's name in lower-case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", team.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"
