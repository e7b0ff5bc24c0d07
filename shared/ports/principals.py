"""Who knows the service principals."""

from collections.abc import Iterable
from typing import Protocol

from shared.core.principals import Principals


class PrincipalDirectory(Protocol):
    """Knows the service principals that teams' jobs run as."""

    def principals(self, team: str, environments: Iterable[str]) -> Principals:
        """Who runs the team's jobs in each of the environments, as far as there is somebody."""
