"""The time of this machine; nothing else of ours asks for it."""

from datetime import UTC, datetime


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
