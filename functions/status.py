"""Let people and programs see: all runs, one run laid open, and the papers that a run mentions.

Every page has a JSON twin at the same address with `?format=json`, or for who accepts
`application/json` and no HTML.  Nothing here changes anything.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import azure.functions as func

from shared import codec, contents
from shared.adapters.azure_http import lower, respond
from shared.adapters.pages import Pages
from shared.core.errors import RefusedError, TryAgainError
from shared.core.showing import papers
from shared.exhibits import report, trail
from shared.exhibits.dossier import dossier
from shared.exhibits.overview import Wish, overview
from shared.history import Record
from shared.ports import Blobs, Clock
from shared.replies import HTML, JSON, RefusedRequestError, Reply, refusal
from shared.runs import Runs
from shared.wiring import world

blueprint = func.Blueprint()

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {"Content-Security-Policy": POLICY, "Vary": "Accept"}
PLAIN = "text/plain; charset=utf-8"
NAME = re.compile(r"[\w.-]{1,200}", re.ASCII)
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
LONGEST_PAPER = 4 * 1024 * 1024


@blueprint.route("runs", methods=["GET"], trigger_arg_name="request")
def on_runs_page(request: func.HttpRequest) -> func.HttpResponse:
    """Show the runs that are alive and those that ended last."""
    visitor = visitor_of(request, root="")
    return respond(lambda: answer(show_runs, visitor, hall()))


@blueprint.route("runs/{run_id}", methods=["GET"], trigger_arg_name="request")
def on_run_page(request: func.HttpRequest) -> func.HttpResponse:
    """Show one run, with all that is known about it."""
    visitor = visitor_of(request, root="../")
    return respond(lambda: answer(show_run, visitor, hall()))


@blueprint.route("runs/{run_id}/contents/{digest}", methods=["GET"], trigger_arg_name="request")
def on_paper(request: func.HttpRequest) -> func.HttpResponse:
    """Show a log, a report or a table that the run mentions."""
    visitor = visitor_of(request, root="../../../")
    return respond(lambda: answer(show_paper, visitor, hall()))


@dataclass(frozen=True, kw_only=True)
class Hall:
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


def hall() -> Hall:
    """The neighbours of this app."""
    here = world()
    return Hall(runs=here.runs, blobs=here.blobs, pages=here.pages, clock=here.clock)


def visitor_of(request: func.HttpRequest, root: str) -> Visitor:
    """Who comes."""
    return Visitor(
        path=request.route_params,
        query=request.params,
        accepts=lower(request.headers).get("accept", ""),
        root=root,
    )


def answer(show: Callable[[Visitor, Hall], Reply], visitor: Visitor, hall: Hall) -> Reply:
    """What is shown, or why it cannot be, in the form the visitor reads."""
    try:
        return show(visitor, hall)
    except RefusedRequestError as error:
        return turned_away(error, visitor, hall.pages)
    except (TryAgainError, OSError) as error:
        reason = f"the store cannot be read now: {type(error).__name__}"
        refused = RefusedRequestError(503, reason, "try again in a minute")
        return turned_away(refused, visitor, hall.pages)


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


def show_runs(visitor: Visitor, hall: Hall) -> Reply:
    """The list of runs, `?model=`, `?team=` and `?stage=` choosing among them."""
    query, now = visitor.query, hall.clock()
    month = query.get("month", "")
    if month and not MONTH.fullmatch(month):
        raise RefusedRequestError(400, f"{month[:20]!r} is no month", "write it as 2026-11")
    asked = {name: query.get(name, "").strip() for name in ("model", "team", "stage")}
    found = overview(hall.runs, Wish(**asked, month=month), now)
    return twin(found) if visitor.reads_json else html(hall.pages.runs(found, now))


def show_run(visitor: Visitor, hall: Hall) -> Reply:
    """One run; `?refresh=off` keeps the page as it is."""
    record = record_of(visitor.path["run_id"], hall.runs)
    found = dossier(record, report.read(hall.blobs, record.run))
    if visitor.reads_json:
        return twin(found)
    still = visitor.query.get("refresh") == "off"
    return html(hall.pages.run(found, hall.clock(), still=still))


def show_paper(visitor: Visitor, hall: Hall) -> Reply:
    """The first megabytes of something that the run itself mentions, as plain text."""
    record, digest = record_of(visitor.path["run_id"], hall.runs), visitor.path["digest"]
    events = (trail.heard(entry)[0] for entry in trail.entries(record))
    if digest not in {paper.digest for paper in papers(events)}:
        raise RefusedRequestError(404, "the run mentions no such contents", "look at its page")
    try:
        data = contents.fetch(hall.blobs, digest)
    except RefusedError as error:
        raise RefusedRequestError(503, str(error), VERIFY) from error
    return Reply(status=200, body=bounded(data), kind=PLAIN, headers=HEADERS)


VERIFY = "tell the platform team, and run `gatehouse verify`"


def bounded(data: bytes) -> bytes:
    """The bytes, cut where they are too many for a page."""
    if len(data) <= LONGEST_PAPER:
        return data
    return data[:LONGEST_PAPER] + f"\n[cut here: {len(data)} bytes in all]\n".encode()


def record_of(run_id: str, runs: Runs) -> Record:
    """The run, where there is one whose history can be believed."""
    try:
        record = runs.find(run_id) if NAME.fullmatch(run_id) else None
    except (RefusedError, ValueError, LookupError, TypeError) as error:
        reason = f"the stored history of run {run_id} cannot be believed: {error}"
        raise RefusedRequestError(503, reason, VERIFY) from error
    if record is None:
        reason = f"there is no run {run_id[:80]!r}"
        raise RefusedRequestError(404, reason, "look for it in the list of runs")
    return record
