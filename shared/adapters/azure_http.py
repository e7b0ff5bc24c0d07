"""HTTP doors: replies as Azure Functions wants them, trouble as statuses that callers understand."""

from collections.abc import Callable, Mapping

import azure.functions as func

from shared.codec import UnreadableError
from shared.core.errors import RefusedError, TryAgainError
from shared.replies import RefusedRequestError, Reply, refusal

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def respond(
    act: Callable[[], Reply], refused: Callable[[RefusedRequestError], Reply] = refusal
) -> func.HttpResponse:
    """Answer with what the act replies, and with what `refused` makes of its refusals."""
    reply = attempt(act, refused)
    return func.HttpResponse(
        reply.body,
        status_code=reply.status,
        mimetype=reply.kind.partition(";")[0],
        charset="utf-8",
        headers={**SAFE, **reply.headers},
    )


def attempt(
    act: Callable[[], Reply], refused: Callable[[RefusedRequestError], Reply] = refusal
) -> Reply:
    """The act's reply, or its refusal; trouble of our own is 503, so that callers come again."""
    try:
        return act()
    except RefusedRequestError as error:
        return refused(error)
    except UnreadableError as error:
        return refused(RefusedRequestError(400, str(error), "send what the documentation shows"))
    except (RefusedError, TryAgainError, OSError) as error:
        reason = f"the platform cannot take this now: {type(error).__name__}"
        return refused(RefusedRequestError(503, reason, "try again in a minute"))


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers under lower-case names."""
    return {name.lower(): value for name, value in headers.items()}
