"""Ask people to look at the evidence; on the page they decide, bound to exactly what they saw."""

import azure.functions as func

from functions.approval.form import form
from functions.approval.letter import request_approval
from functions.approval.page import Neighbours, Visit, show, take, turned_away, visit
from shared.adapters.azure_http import lower, respond
from shared.core.messages import RequestApproval
from shared.doors import obey
from shared.wiring import world

__all__ = ["Neighbours", "Visit", "blueprint", "form", "request_approval", "show", "take"]

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "request-approval")
def on_request_approval(message: func.ServiceBusMessage) -> None:
    """Send every person in the role their link to the approval page."""
    obey(
        message,
        RequestApproval,
        request_approval,
        world().people,
        world().visitors,
        world().settings.roles,
        world().settings.address,
    )


@blueprint.route("approvals/{run_id}/{environment}", methods=["GET"], trigger_arg_name="request")
def on_approval_page(request: func.HttpRequest) -> func.HttpResponse:
    """Show the evidence.  Looking changes nothing, so that mail scanners may."""
    return respond(
        lambda: show(
            visit(request.route_params, request.params, lower(request.headers)), neighbours()
        ),
        turned_away,
    )


@blueprint.route("approvals/{run_id}/{environment}", methods=["POST"], trigger_arg_name="request")
def on_approval_decision(request: func.HttpRequest) -> func.HttpResponse:
    """Take a person's decision."""
    return respond(
        lambda: take(
            visit(request.route_params, request.params, lower(request.headers)),
            form(request.get_body()),
            neighbours(),
        ),
        turned_away,
    )


def neighbours() -> Neighbours:
    """The neighbours of this app."""
    here = world()
    return Neighbours(
        runs=here.runs,
        bus=here.bus,
        clock=here.clock,
        links=here.links,
        visitors=here.visitors,
        pages=here.pages,
        address=here.settings.address,
    )
