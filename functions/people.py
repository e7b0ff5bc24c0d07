"""Tell people: the owners how their run ended, and everybody on the commit itself."""

from collections.abc import Iterator

import azure.functions as func

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
from shared.ports import Notice, People, Statuses
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
    obey(
        message, TellPeople, tell_people, world().people, world().statuses, world().settings.address
    )


def report_status(order: ReportStatus, statuses: Statuses, address: str) -> StatusReported:
    """The commit says that its run is under way."""
    statuses.report(order.candidate, order.state, order.description, page_of(order, address))
    return StatusReported(candidate=order.candidate, step=order.step)


def tell_people(order: TellPeople, people: People, statuses: Statuses, address: str) -> PeopleTold:
    """Every owner gets the end, the reasons, and what to do next; so does the commit.

    Raises `UnreachedError` once all the others were told.
    """
    page = page_of(order, address)
    unreached = "; ".join(told(order, people, page))
    state = STATES.get(order.ending.end, CommitState.FAILURE)
    statuses.report(order.candidate, state, headline(order), page)
    if unreached:
        raise UnreachedError(unreached)
    return PeopleTold(candidate=order.candidate, step=order.step)


def told(order: TellPeople, people: People, page: str) -> Iterator[str]:
    """Tell every owner; why somebody cannot be told must not keep it from the next."""
    for owner in order.owners:
        try:
            people.tell(notice(order, owner, page))
        except RefusedError as error:
            yield str(error)


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
