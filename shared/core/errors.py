"""Errors are named for what the bus should do with the message."""

from datetime import timedelta


class RefusedError(Exception):
    """Bringing the message again would not help: set it aside and tell the run."""


class TryAgainError(Exception):
    """A passing trouble of a neighbour: the same message may well succeed later.

    `after` is how long the neighbour asked us to leave it alone, nothing where it did not say.
    """

    def __init__(self, *words: object, after: timedelta = timedelta()) -> None:
        super().__init__(*words)
        self.after = after
