"""How a job fails, and whose it is to mend: the team's code has one owner, the platform another."""

import errno
from dataclasses import dataclass

MODEL_DEV = "Model Dev"
GBI = "GBI"
LONGEST_REMARK = 1000


class TeamError(Exception):
    """The team's code or files are not as the contract says; the message says what to change."""


class AlteredError(Exception):
    """The model that came is not the model that was trained."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What went wrong, who owns it, and the limit that was met (`memory`, `file` or none).

    `passing` says that another job may do better: a neighbour of the runner had no answer, say.
    """

    remark: str
    owner: str
    limit: str = ""
    passing: bool = False


def failure_of(error: BaseException) -> Failure:
    """What an error means for whoever has to mend it."""
    limit = limit_behind(error)
    if limit or isinstance(error, TeamError):
        return Failure(remark=bounded(str(error)), owner=MODEL_DEV, limit=limit)
    if isinstance(error, AlteredError):
        return Failure(remark=bounded(str(error)), owner=GBI)
    remark = f"the platform's runner failed: {said(error)}; the log has the place"
    return Failure(remark=bounded(remark), owner=GBI, passing=True)


def limit_behind(error: BaseException | None) -> str:
    """The limit that made it fail, found along the chain of causes."""
    while error is not None:
        number = error.errno if isinstance(error, OSError) else None
        starved = "annot allocate memory" in str(error) or number == errno.ENOMEM
        if starved or isinstance(error, MemoryError):
            return "memory"
        if number == errno.EFBIG:
            return "file"
        error = error.__cause__ or error.__context__
    return ""


def said(error: BaseException) -> str:
    """The type of an error and its message, on one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": ")


def bounded(remark: str) -> str:
    """A remark no longer than a page can show."""
    if len(remark) <= LONGEST_REMARK:
        return remark
    return remark[: LONGEST_REMARK - 1] + "…"
