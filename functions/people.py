"""Tell people: the owners how their run ended, and everybody on the commit itself."""

import azure.functions as func

from shared import released
from shared.core.errors import RefusedError
from shared.core.messages import (
    CommitState,
    End,
    PeopleTold,
    ReportStatus,
    StatusReported,
    TellPeople,
)
from shared.doors import obey
from shared.ports import Blobs, Notice, People, Statuses
from shared.wiring import world

blueprint = func.Blueprint()

STATES = {End.RELEASED: CommitState.SUCCESS, End.FAILED: CommitState.ERROR}


class UnreachedError(RefusedError):
    """Somebody who ought to know cannot be told."""


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "report-status")
def on_report_status(message: func.ServiceBusMessage) -> None:
    """Show on the commit that its run has begun."""
    obey(message, ReportStatus, report_status, world().statuses, world().settings.address)


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "tell-people")
def on_tell_people(message: func.ServiceBusMessage) -> None:
    """Tell how a run ended."""
    here = world()
    obey(
        message,
        TellPeople,
        tell_people,
        here.people,
        here.statuses,
        here.settings.address,
        here.blobs,
    )


def report_status(order: ReportStatus, statuses: Statuses, address: str) -> StatusReported:
    """The commit says that its run is under way."""
    statuses.report(order.candidate, order.state, order.description, page_of(order, address))
    return StatusReported(candidate=order.candidate, step=order.step)


def tell_people(
    order: TellPeople, people: People, statuses: Statuses, address: str, blobs: Blobs
) -> PeopleTold:
    """Every owner gets the end, the reasons, and what to do next; so does the commit.

    A release is noted, so that whoever wrote it may approve what others build upon it.
    Raises `UnreachedError` once all the others were told.
    """
    if order.ending.end is End.RELEASED:
        released.note(blobs, order.candidate)
    page = page_of(order, address)
    refusals = write_to_owners(order, people, page)
    state = STATES.get(order.ending.end, CommitState.FAILURE)
    statuses.report(order.candidate, state, headline(order), page)
    if refusals:
        raise UnreachedError("; ".join(refusals))
    return PeopleTold(candidate=order.candidate, step=order.step)


def write_to_owners(order: TellPeople, people: People, page: str) -> list[str]:
    """Tell every owner, whoever before them cannot be told; why some could not be."""
    refusals = []
    for owner in order.owners:
        try:
            people.tell(notice(order, owner, page))
        except RefusedError as error:
            refusals.append(str(error))
    return refusals


def notice(order: TellPeople, owner: str, page: str) -> Notice:
    """What one owner is told."""
    ending = order.ending
    return Notice(
        key=f"{order.candidate.run_id}/{order.step}",
        to=owner,
        subject=f"{order.candidate.model}: {ending.end} at {ending.step}",
        text=letter(order, page),
    )


def headline(order: TellPeople) -> str:
    """The end in one line."""
    ending = order.ending
    return f"{ending.end} at {ending.step}: {'; '.join(ending.reasons)}"


def letter(order: TellPeople, page: str) -> str:
    """The end, why, whose move it is, and where to look."""
    ending = order.ending
    lines = (
        (
            f"{order.candidate.model} at {order.candidate.commit[:12]} of"
            f" {order.candidate.repository} is {ending.end} (step {ending.step})."
        ),
        "",
        *(f"- {reason}" for reason in ending.reasons),
        "",
        f"Next, by {ending.owner}: {ending.remedy}",
        f"Everything about this run: {page}",
    )
    return "\n".join(lines)


def page_of(order: ReportStatus | TellPeople, address: str) -> str:
    """The run's own page."""
    return f"{address}/api/runs/{order.candidate.run_id}"
