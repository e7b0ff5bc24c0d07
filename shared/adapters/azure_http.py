"""HTTP doors: replies as Azure Functions wants them, trouble as statuses that callers understand."""

from collections.abc import Callable, Mapping

import azure.functions as func

from shared.codec import UnreadableError
from shared.core.errors import RefusedError, TryAgainError
from shared.replies import RefusedRequestError, Reply, refusal

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def respond(act: Callable[[], Reply]) -> func.HttpResponse:
    """Answer with what the act replies; trouble of our own is 503, so that callers come again."""
    reply = attempt(act)
    return func.HttpResponse(
        reply.body,
        status_code=reply.status,
        mimetype=reply.kind.partition(";")[0],
        charset="utf-8",
        headers={**SAFE, **reply.headers},
    )


def attempt(act: Callable[[], Reply]) -> Reply:
    """The act's reply, or the one that its failure calls for."""
    try:
        return act()
    except RefusedRequestError as error:
        return refusal(error)
    except UnreadableError as error:
        return refusal(RefusedRequestError(400, str(error), "send what the documentation shows"))
    except (RefusedError, TryAgainError, OSError) as error:
        reason = f"the platform cannot take this now: {type(error).__name__}"
        return refusal(RefusedRequestError(503, reason, "try again in a minute"))


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers under lower-case names."""
    return {name.lower(): value for name, value in headers.items()}
