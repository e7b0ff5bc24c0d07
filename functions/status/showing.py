"""What there is to be seen of runs: all at a glance, or one laid open."""

import re

from functions.status.visitor import Neighbours, Visitor, html, twin
from shared.core.errors import RefusedError
from shared.exhibits import report
from shared.exhibits.dossier import dossier
from shared.exhibits.overview import Wish, overview
from shared.history import Record
from shared.replies import RefusedRequestError, Reply
from shared.runs import Runs

NAME = re.compile(r"[\w.-]{1,200}", re.ASCII)
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
VERIFY = "tell the platform team, and run `gatehouse verify`"


def show_runs(visitor: Visitor, here: Neighbours) -> Reply:
    """The list of runs, `?model=`, `?team=` and `?stage=` choosing among them."""
    query, now = visitor.query, here.clock()
    month = query.get("month", "")
    if month and not MONTH.fullmatch(month):
        raise RefusedRequestError(400, f"{month[:20]!r} is no month", "write it as 2026-11")
    asked = {name: query.get(name, "").strip() for name in ("model", "team", "stage")}
    found = overview(here.runs, Wish(**asked, month=month), now)
    return twin(found) if visitor.reads_json else html(here.pages.runs(found, now))


def show_run(visitor: Visitor, here: Neighbours) -> Reply:
    """One run; `?refresh=off` keeps the page as it is."""
    record = record_of(visitor.path["run_id"], here.runs)
    found = dossier(record, report.read(here.blobs, record.run))
    if visitor.reads_json:
        return twin(found)
    still = visitor.query.get("refresh") == "off"
    return html(here.pages.run(found, here.clock(), still=still))


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
