"""What all that is said on the bus has in common."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something said on the bus."""
