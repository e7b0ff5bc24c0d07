"""Time that passes when a test says so."""

from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class SettableClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time it was left at."""
        return self.now

    def advance(self, **duration: float) -> None:
        """Let time pass: `advance(minutes=5)`."""
        self.now += timedelta(**duration)
