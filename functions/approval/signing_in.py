"""Whoever must sign in first is led there and back, once."""

from urllib.parse import urlencode, urlsplit

from functions.approval.link import page_at
from shared.ports.people import StrangerError
from shared.replies import RefusedRequestError, Reply

SIGNED_IN = "signed_in"
NO_USE = "tell the platform team: you may have signed in, and we do not hear of it"


def at_the_door(
    stranger: StrangerError, run_id: str, environment: str, address: str, signed_in: bool
) -> Reply:
    """The way to the sign-in, which leads back to the page; raises where there is none to go.

    https://learn.microsoft.com/azure/app-service/configure-authentication-customize-sign-in-out
    """
    if not stranger.sign_in:
        raise RefusedRequestError(403, str(stranger), stranger.remedy) from stranger
    if signed_in:
        raise RefusedRequestError(403, str(stranger), NO_USE) from stranger
    back = urlsplit(page_at("", run_id, environment, **{SIGNED_IN: "yes"}))
    query = urlencode({"post_login_redirect_uri": f"{back.path}?{back.query}"})
    location = f"{address}{stranger.sign_in}?{query}"
    return Reply(status=302, body=b"", headers={"Location": location})
