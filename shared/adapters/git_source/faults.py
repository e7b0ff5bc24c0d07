"""Says what a fault is about, whatever kind of error the parsing of damaged bytes ends in."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.core.errors import TryAgainError
from shared.ports import UnreadableSourceError


@contextmanager
def about(subject: str) -> Iterator[None]:
    """Raise `UnreadableSourceError` naming the subject; let the trouble of the machine through."""
    try:
        yield
    except UnreadableSourceError as error:
        raise UnreadableSourceError(f"{subject}: {error}") from error
    except (TryAgainError, OSError, MemoryError):
        raise
    except Exception as error:
        # Damaged bytes end in whatever a parser stumbles on: KeyError, IndexError, AssertionError,
        # struct.error, zlib.error, OverflowError, dulwich's own.
        raise UnreadableSourceError(f"{subject}: is damaged: {str(error)[:200]!r}") from error
