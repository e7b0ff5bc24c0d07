"""Says what a fault is about, whatever kind of error the parsing of damaged bytes ends in."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

from shared.core.errors import RefusedError, TryAgainError
from shared.ports import UnreadableSourceError

PASSWORD = re.compile(r"//[^/]*@")
QUERY = re.compile(r"(https?:[^?#]*)[?#].*", re.IGNORECASE | re.DOTALL)
HOPELESS = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}


@contextmanager
def about(subject: str) -> Iterator[None]:
    """Raise `UnreadableSourceError` naming the subject; let the trouble of others through."""
    try:
        yield
    except UnreadableSourceError as error:
        raise UnreadableSourceError(f"{subject}: {error}") from error
    except (TryAgainError, RefusedError, OSError, MemoryError):
        raise
    except Exception as error:
        # Damaged bytes end in whatever a parser stumbles on: KeyError, IndexError, AssertionError,
        # struct.error, zlib.error, OverflowError, dulwich's own.
        raise UnreadableSourceError(f"{subject}: is damaged: {str(error)[:200]!r}") from error


@contextmanager
def trouble() -> Iterator[None]:
    """Tell what the machine cannot do just now from what it never can."""
    try:
        yield
    except OSError as error:
        if error.errno in HOPELESS:
            raise UnreadableSourceError(f"cannot be read: {error}") from error
        raise TryAgainError(f"cannot be read just now: {error}") from error
    except MemoryError as error:
        raise TryAgainError("too little memory to read a repository just now") from error


def shown(url: str) -> str:
    """The address as it may be told to anybody."""
    return PASSWORD.sub("//", QUERY.sub(r"\1", url)) or "''"
