"""What neighbours raise, whoever they are."""

from shared.core.errors import RefusedError, TryAgainError


class ConflictError(TryAgainError):
    """Someone else changed the blob first."""


class CredentialsError(TryAgainError):
    """A neighbour does not know us, or does not let us: somebody must mend a setting or a right.

    It passes once that is mended, and no run should be lost to it.
    """


class UnreadableSourceError(RefusedError):
    """A repository that cannot be read, or that is built to hurt whoever reads it."""


class AlteredError(RefusedError):
    """What is stored is not what was stored."""
