"""Show what was found where people work: on the review, and beside the lines."""

import azure.functions as func

from shared.core.errors import RefusedError
from shared.core.messages import FindingsReported, ReportFindings
from shared.doors import obey
from shared.exhibits.review import review
from shared.ports import Blobs, Reviews
from shared.runs import Runs
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "report-findings")
def on_report_findings(message: func.ServiceBusMessage) -> None:
    """Show the findings, and how the run stands."""
    here = world()
    obey(
        message,
        ReportFindings,
        report_findings,
        here.runs,
        here.blobs,
        here.reviews,
        here.settings.address,
    )


def report_findings(
    order: ReportFindings, runs: Runs, blobs: Blobs, reviews: Reviews, address: str
) -> FindingsReported:
    """Show the run as it stands now, whenever that was ordered: a late order says nothing old.

    The findings themselves are shown once, since they do not change.
    """
    candidate = order.candidate
    record = runs.find(candidate.run_id)
    if record is None:
        raise RefusedError(f"{candidate.run_id}: there is no such run; look at its repository")
    shown = review(record, blobs, address)
    reviews.comment(candidate, shown.comment)
    if "findings" not in record.run.known:
        reviews.annotate(candidate, order.ref, shown.sarif)
    return FindingsReported(candidate=candidate, step=order.step)
