"""Errors are named for what the bus should do with the message."""


class RefusedError(Exception):
    """Bringing the message again would not help: set it aside and tell the run."""


class TryAgainError(Exception):
    """A passing trouble of a neighbour: the same message, later, may well succeed."""
