"""How each of our visitors proves who it is, given the secret that we share with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.signature import HEADER, SIGNING_KEY, basic, fits, fits_standard, same

USER = "gatehouse"
SECRET_HEADER = "X-Gatehouse-Secret"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Whether a secret is the one a visitor has, and what to tell it where none is."""

    fits: Callable[[bytes], bool]
    fault: str
    remedy: str


def signature(signed: bytes, headers: Mapping[str, str]) -> Proof:
    """A signature over the raw body, as GitHub makes it, and so do we."""
    return Proof(
        fits=lambda secret: fits(secret, signed, headers.get(HEADER.lower(), "")),
        fault=f"{HEADER} is missing or does not fit the body",
        remedy="sign the raw body with the secret the repository was registered with",
    )


def password(headers: Mapping[str, str]) -> Proof:
    """The secret as a password, or in a header of its own: all that a service hook can do.

    https://learn.microsoft.com/azure/devops/service-hooks/services/webhooks
    https://docs.databricks.com/api/workspace/notificationdestinations/create
    """
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    plain = headers.get(SECRET_HEADER.lower(), "")
    given = f"Basic {shown.strip()}" if scheme.lower() == "basic" else ""
    return Proof(
        fits=lambda secret: same(basic(USER, secret), given) | same(secret, plain),
        fault=f"neither basic authentication nor {SECRET_HEADER} shows the secret",
        remedy=f"give the webhook the user {USER!r}, and the secret as its password",
    )


def token_or_signature(body: bytes, headers: Mapping[str, str], now: datetime) -> Proof:
    """GitLab's two ways: a secret that begins with `whsec_` signs, any other travels as a token.

    https://docs.gitlab.com/user/project/integrations/webhooks/
    """
    token = headers.get("x-gitlab-token", "")

    def proves(secret: bytes) -> bool:
        if secret.startswith(SIGNING_KEY):
            return fits_standard(secret, headers, body, now)
        return same(secret, token)

    return Proof(
        fits=proves,
        fault="neither X-Gitlab-Token nor webhook-signature proves where this comes from",
        remedy="give the webhook the secret the repository was registered with, as its secret"
        " token or, where it begins with whsec_, as its signing token; and set our clocks",
    )
