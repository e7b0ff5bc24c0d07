"""Links to queues and topics: opened on first use, kept open, and used by one thread at a time.

To open one takes half a second and to close it another, and no object of the SDK may be used by two
threads at once.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, Protocol, TypeVar

from shared.adapters.service_bus.places import Place
from shared.adapters.service_bus.troubles import breaks_nothing, trouble
from shared.core.errors import TryAgainError

PATIENCE = 30.0
"""Seconds to wait for one's turn with a link: what the SDK may take for whoever has it."""


class Link(Protocol):
    """A sender or a receiver of the SDK."""

    def __enter__(self) -> object:
        """Open it."""

    def close(self) -> None:
        """Let go of it."""


L = TypeVar("L", bound=Link)


@dataclass(kw_only=True)
class Line(Generic[L]):
    """Whose turn it is with a link, and the link, where it is open."""

    turn: Lock = field(default_factory=Lock)
    link: L | None = None

    def dial(self, link: L) -> L:
        """Open the link before it is used: a call that is to look briefly would not wait for it."""
        self.link = link
        link.__enter__()
        return link

    def hang_up(self) -> None:
        """Throw the link away; one that is broken may well not close."""
        link, self.link = self.link, None
        if link:
            with suppress(Exception):
                link.close()


class Links(Generic[L]):
    """One link to each place, made by `opened` when it is first wanted.

    Nobody waits longer than `patience`, in seconds, for others to be done with a link.
    """

    def __init__(self, opened: Callable[[Place], L], *, patience: float = PATIENCE) -> None:
        self.opened, self.patience = opened, patience
        self.turn = Lock()
        self.lines: dict[Place, Line[L]] = {}

    @contextmanager
    def to(self, place: Place) -> Iterator[L]:
        """The link, for us alone.  Where it breaks, the next one who comes gets a new one.

        Raises what the SDK's error means: `RefusedError`, `TryAgainError` or `CredentialsError`.
        """
        with self.turn:
            line = self.lines.setdefault(place, Line())
        with in_turn(line.turn, place, self.patience):
            try:
                yield line.link or line.dial(self.opened(place))
            except Exception as error:
                if not breaks_nothing(error):
                    line.hang_up()
                meant = trouble(place, error)
                if meant is error:
                    raise
                raise meant from error

    def close(self) -> None:
        """Let go of all links, at once, since each takes its time."""
        with self.turn:
            lines = [line for line in self.lines.values() if line.link]
            self.lines.clear()
        with ThreadPoolExecutor(max_workers=len(lines) or 1) as pool:
            for line in lines:
                pool.submit(line.hang_up)


@contextmanager
def in_turn(turn: Lock, place: Place, patience: float) -> Iterator[None]:
    """Hold the lock.  Raises `TryAgainError` where others would not let go of it."""
    if not turn.acquire(timeout=patience):
        raise TryAgainError(
            f"Service Bus: {place}: others did not let go of the link for {patience:g} s; see that "
            "the namespace is up and can be reached"
        )
    try:
        yield
    finally:
        turn.release()
