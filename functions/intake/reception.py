"""The way from an HTTP request to an act, and back with its answer."""

from collections.abc import Callable

import azure.functions as func

from functions.intake.entrance import Knock, Neighbours
from shared.adapters.azure_http import lower, respond
from shared.replies import Reply
from shared.wiring import world


def answer(
    act: Callable[[Knock, Neighbours], Reply], request: func.HttpRequest
) -> func.HttpResponse:
    """Let the act answer the request."""
    return respond(
        lambda: act(
            Knock(body=request.get_body(), headers=lower(request.headers), query=request.params),
            neighbours(),
        )
    )


def neighbours() -> Neighbours:
    """The neighbours of this app."""
    here = world()
    return Neighbours(
        blobs=here.blobs,
        runs=here.runs,
        secrets=here.secrets,
        bus=here.bus,
        clock=here.clock,
        job_secrets=here.job_secrets(),
    )
