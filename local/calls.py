"""One call of a door, and the one line it leaves in the log."""

import logging
import time
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from local.bindings import Door
from shared.codec import document

LOG = logging.getLogger("gatehouse.host")


class UnexpectedAnswerError(Exception):
    """A door without a `$return` binding answered; Azure's worker fails such a call, too."""


@dataclass(kw_only=True, slots=True)
class Call:
    """A call under way: when it ends, well or not, a line is written.

    `about` names the message or the address, `outcome` is what the line shall say of a good end.
    """

    door: Door
    about: str
    outcome: str = "done"
    started: float = field(default_factory=time.perf_counter)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is not None:
            trace = "".join(traceback.format_exception(error))
            self.write(logging.ERROR, outcome="failed", error=repr(error), trace=trace)
        elif LOG.isEnabledFor(logging.INFO):
            self.write(logging.INFO, outcome=self.outcome)

    def made_with(self, argument: object) -> object:
        """What the door answers.  Raises whatever it raises."""
        answer = self.door.act(**{self.door.parameter: argument})
        if answer is not None and not self.door.answers:
            raise UnexpectedAnswerError(f"{self.door.name} answered without a $return binding")
        return answer

    def write(self, level: int, **facts: object) -> None:
        """Write the line."""
        took = round((time.perf_counter() - self.started) * 1000, 3)
        say(level, door=self.door.name, about=self.about, milliseconds=took, **facts)


def say(level: int, **facts: object) -> None:
    """Write one line of JSON, where anybody listens at that level."""
    if LOG.isEnabledFor(level):
        now = datetime.fromtimestamp(time.time(), UTC)
        line = {"time": now, "level": logging.getLevelName(level).lower(), **facts}
        LOG.log(level, "%s", document(line).decode())


def keep_log(level: int, path: Path | None = None) -> None:
    """Write lines of that level and above to the file, or to standard error."""
    handler = logging.FileHandler(path) if path else logging.StreamHandler()
    LOG.handlers[:] = [handler]
    LOG.setLevel(level)
    LOG.propagate = False
