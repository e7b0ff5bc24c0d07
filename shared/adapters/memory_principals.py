"""Service principals that exist because somebody says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.core.principals import PATTERN, Principal, Principals, name_of


@dataclass(frozen=True, kw_only=True)
class MemoryPrincipals:
    """Those that are there, by environment and name."""

    there: Mapping[tuple[str, str], Principal] = field(default_factory=dict)
    pattern: str = PATTERN
    request: str = ""

    def principals(self, team: str, environments: Iterable[str]) -> Principals:
        """The team's, as far as they are there."""
        names = {each: name_of(self.pattern, team, each) for each in environments}
        found = {each: self.there.get((each, name)) for each, name in names.items()}
        return Principals(found=found, names=names, request=self.request)
