"""On one machine jobs run as whoever runs the platform: there is always somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.core.principals import Principal, Principals

OURSELVES: Final = Principal(name="whoever runs the platform")


@dataclass(frozen=True, kw_only=True)
class OwnPrincipals:
    """Ourselves, in every environment."""

    def principals(self, team: str, environments: Iterable[str]) -> Principals:
        """Ourselves, whoever's jobs they are."""
        everywhere = tuple(environments)
        return Principals(
            found=dict.fromkeys(everywhere, OURSELVES),
            names=dict.fromkeys(everywhere, OURSELVES.name),
        )
