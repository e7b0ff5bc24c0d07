"""Who knows the time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Knows what time it is."""

    def __call__(self) -> datetime:
        """The time now, in UTC."""
