"""All neighbours are asked at once, and whoever does not answer keeps none of the others waiting."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Protocol, runtime_checkable

from local.doctor.masks import masked
from shared.core.errors import RefusedError, TryAgainError
from shared.plain_text import line


class State(StrEnum):
    """How a neighbour is."""

    OK = "ok"
    TROUBLE = "trouble"


@runtime_checkable
class Probed(Protocol):
    """An adapter that can be asked for something harmless."""

    def probe(self) -> str:
        """Who we are there and what answered, in one line."""


@runtime_checkable
class Closed(Protocol):
    """An adapter that holds connections."""

    def close(self) -> None:
        """Let go of them."""


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """Somebody to be asked.

    `role` is what we need it for and `name` tells those of one role apart; `settings` are all that
    lead to it.  `ask` says in one line who answers and as whom, or raises what is wrong.
    """

    role: str
    name: str
    settings: tuple[str, ...]
    ask: Callable[[], str] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of asking; `remedy` is empty where what was said holds it, or none is needed."""

    role: str
    name: str
    settings: tuple[str, ...]
    state: State
    said: str
    remedy: str
    milliseconds: int


def probed(adapter: Probed) -> str:
    """What answers an adapter that is made for this question only."""
    try:
        return adapter.probe()
    finally:
        if isinstance(adapter, Closed):
            adapter.close()


def asked(neighbours: Sequence[Neighbour], seconds: float) -> Iterator[Answer]:
    """Every answer as it comes; after so many seconds those who are silent are said to be."""
    answers: SimpleQueue[tuple[Neighbour, Answer]] = SimpleQueue()
    began, silent = monotonic(), list(neighbours)
    for neighbour in neighbours:
        # Threads of a pool would be waited for at the end, however long they hang.
        Thread(target=lambda it: answers.put((it, ask(it))), args=(neighbour,), daemon=True).start()
    while silent:
        try:
            neighbour, answer = answers.get(timeout=max(began + seconds - monotonic(), 0))
        except Empty:
            break
        silent.remove(neighbour)
        yield answer
    for neighbour in silent:
        yield answer_of(neighbour, State.TROUBLE, f"no answer within {seconds:g} s", seconds)


def ask(neighbour: Neighbour) -> Answer:
    """What one neighbour says.

    Only errors of ours are quoted: they are written so as to repeat nothing that may be secret.
    """
    began = monotonic()
    try:
        state, said = State.OK, neighbour.ask()
    except (RefusedError, TryAgainError) as error:
        state, said = State.TROUBLE, str(error)
    except OSError as error:
        state, said = State.TROUBLE, error.strerror or type(error).__name__
    except Exception as accident:  # noqa: BLE001 - the others are to be asked all the same
        state, said = State.TROUBLE, f"cannot be asked: {type(accident).__name__}"
    return answer_of(neighbour, state, said, monotonic() - began)


def answer_of(neighbour: Neighbour, state: State, said: str, seconds: float) -> Answer:
    """The answer, with a remedy where there is trouble and nobody has named a setting."""
    told = state is State.OK or any(name in said for name in neighbour.settings)
    settings = ", ".join(neighbour.settings)
    return Answer(
        role=neighbour.role,
        name=masked(neighbour.name),
        settings=neighbour.settings,
        state=state,
        said=masked(line(said)),
        remedy=""
        if told
        else f"see that {settings} is right, and that it can be reached from here",
        milliseconds=round(seconds * 1000),
    )
