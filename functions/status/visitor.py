"""Who comes to see, and in which form they are answered: a page, or its twin in JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared import codec
from shared.adapters.pages import Pages
from shared.core.errors import TryAgainError
from shared.ports import Blobs, Clock
from shared.replies import HTML, JSON, PAGE_HEADERS, RefusedRequestError, Reply, refusal
from shared.runs import Runs

HEADERS = {**PAGE_HEADERS, "Vary": "Accept"}


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The neighbours that the status pages speak to."""

    runs: Runs
    blobs: Blobs
    pages: Pages
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """What somebody wants to see; `root` leads from there to the list of runs."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    accepts: str
    root: str

    @property
    def reads_json(self) -> bool:
        """Whether it is a program."""
        named = JSON in self.accepts and "text/html" not in self.accepts
        return named or self.query.get("format") == "json"


def answer(
    show: Callable[[Visitor, Neighbours], Reply], visitor: Visitor, here: Neighbours
) -> Reply:
    """What is shown, or why it cannot be, in the form the visitor reads."""
    try:
        return show(visitor, here)
    except RefusedRequestError as error:
        return turned_away(error, visitor, here.pages)
    except (TryAgainError, OSError) as error:
        reason = f"the store cannot be read now: {type(error).__name__}"
        refused = RefusedRequestError(503, reason, "try again in a minute")
        return turned_away(refused, visitor, here.pages)


def turned_away(error: RefusedRequestError, visitor: Visitor, pages: Pages) -> Reply:
    """Why there is nothing to be seen."""
    if visitor.reads_json:
        return refusal(error)
    return html(pages.trouble(error.status, error.reason, error.remedy, visitor.root), error.status)


def html(page: bytes, status: int = 200) -> Reply:
    """A page, with what it may do."""
    return Reply(status=status, body=page, kind=HTML, headers=HEADERS)


def twin(document: object) -> Reply:
    """The twin of a page."""
    return Reply(status=200, body=codec.document(document), headers={"Vary": "Accept"})
