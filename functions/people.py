"""Tell people: the owners how their run ended, and everybody on the commit itself."""

from functools import partial

import azure.functions as func

from shared import released
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
from shared.telling import to_the_end
from shared.wiring import world

blueprint = func.Blueprint()

STATES = {End.RELEASED: CommitState.SUCCESS, End.FAILED: CommitState.ERROR}


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
    Raises what went wrong once all the others were told.
    """
    if order.ending.end is End.RELEASED:
        released.note(blobs, order.candidate)
    page = page_of(order, address)
    state = STATES.get(order.ending.end, CommitState.FAILURE)
    letters = [partial(people.tell, notice(order, owner, page)) for owner in order.owners]
    mark = partial(statuses.report, order.candidate, state, headline(order), page)
    to_the_end([*letters, mark])
    return PeopleTold(candidate=order.candidate, step=order.step)


def notice(order: TellPeople, owner: str, page: str) -> Notice:
    """What one owner is told."""
    ending, candidate = order.ending, order.candidate
    return Notice(
        key=f"{candidate.run_id}/{order.step}",
        to=owner,
        subject=f"{candidate.model}: {ending.end} at {ending.step}",
        text=letter(order),
        facts=(
            (f"Next, by {ending.owner}", ending.remedy),
            ("Repository", candidate.repository),
            ("Commit", candidate.commit[:12]),
        ),
        link=page,
        page=page,
        among=order.owners,
    )


def headline(order: TellPeople) -> str:
    """The end in one line."""
    ending = order.ending
    return f"{ending.end} at {ending.step}: {'; '.join(ending.reasons)}"


def letter(order: TellPeople) -> str:
    """The end, and why."""
    ending = order.ending
    said = f"{order.candidate.model} is {ending.end} (step {ending.step})."
    return "\n".join((said, "", *(f"- {reason}" for reason in ending.reasons)))


def page_of(order: ReportStatus | TellPeople, address: str) -> str:
    """The run's own page."""
    return f"{address}/api/runs/{order.candidate.run_id}"
