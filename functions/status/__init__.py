"""Let people and programs see: all runs, one run laid open, and the papers that a run mentions.

Every page has a JSON twin at the same address with `?format=json`, or for who accepts
`application/json` and no HTML.  Nothing here changes anything.
"""

import azure.functions as func

from functions.status.paper import show_paper
from functions.status.showing import show_run, show_runs
from functions.status.visitor import Neighbours, Visitor, answer
from shared.adapters.azure_http import lower, respond
from shared.wiring import world

__all__ = ["Neighbours", "Visitor", "answer", "blueprint", "show_paper", "show_run", "show_runs"]

blueprint = func.Blueprint()


@blueprint.route("runs", methods=["GET"], trigger_arg_name="request")
def on_runs_page(request: func.HttpRequest) -> func.HttpResponse:
    """Show the runs that are alive and those that ended last."""
    visitor = visitor_of(request, root="")
    return respond(lambda: answer(show_runs, visitor, neighbours()))


@blueprint.route("runs/{run_id}", methods=["GET"], trigger_arg_name="request")
def on_run_page(request: func.HttpRequest) -> func.HttpResponse:
    """Show one run, with all that is known about it."""
    visitor = visitor_of(request, root="../")
    return respond(lambda: answer(show_run, visitor, neighbours()))


@blueprint.route("runs/{run_id}/contents/{digest}", methods=["GET"], trigger_arg_name="request")
def on_paper(request: func.HttpRequest) -> func.HttpResponse:
    """Show a log, a report or a table that the run mentions."""
    visitor = visitor_of(request, root="../../../")
    return respond(lambda: answer(show_paper, visitor, neighbours()))


def neighbours() -> Neighbours:
    """The neighbours of this app."""
    here = world()
    return Neighbours(runs=here.runs, blobs=here.blobs, pages=here.pages, clock=here.clock)


def visitor_of(request: func.HttpRequest, root: str) -> Visitor:
    """Who comes."""
    return Visitor(
        path=request.route_params,
        query=request.params,
        accepts=lower(request.headers).get("accept", ""),
        root=root,
    )
