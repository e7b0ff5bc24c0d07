"""Many are to be told: whoever cannot be reached keeps nobody else from hearing."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from shared.core.errors import RefusedError, TryAgainError


class UnreachedError(RefusedError):
    """Somebody who ought to know cannot be told."""


def to_the_end(acts: Iterable[Callable[[], None]]) -> None:
    """Do them all, and raise what went wrong only then.

    What may pass counts more than what never will: it is tried again, and so is all the rest, which
    must be recognisable as the same.  Raises `TryAgainError` or `UnreachedError` with every reason.
    """
    passing: list[TryAgainError] = []
    final: list[RefusedError] = []
    for act in acts:
        try:
            act()
        except TryAgainError as error:
            passing.append(error)
        except RefusedError as error:
            final.append(error)
    reasons = "; ".join(dict.fromkeys(str(error) for error in (*passing, *final)))
    if passing:
        longest = max((error.after for error in passing), default=timedelta())
        raise TryAgainError(reasons, after=longest) from passing[0]
    if final:
        raise UnreachedError(reasons) from final[0]
