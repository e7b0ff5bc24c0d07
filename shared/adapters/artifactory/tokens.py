"""Who we are to Artifactory, where a managed identity's token is exchanged for one of its own.

https://jfrog.com/help/r/jfrog-rest-apis/oidc-token-exchange
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from time import monotonic

from shared import codec
from shared.core.errors import RefusedError, TryAgainError
from shared.delays import delay_in
from shared.ports import CredentialsError

EARLY = timedelta(minutes=1)
SECONDS = 10.0
GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"


@dataclass(frozen=True, kw_only=True)
class Exchanged:
    """What the platform gives in exchange; `expires_in` counts seconds."""

    access_token: str
    expires_in: float


@dataclass(kw_only=True)
class OidcExchange:
    """Gives an access token for our identity's JWT, the same one until shortly before its end.

    `address` is that of Artifactory, `provider` the name of the OIDC integration on the platform.
    """

    address: str
    provider: str
    identity: Callable[[], str]
    lock: Lock = field(default_factory=Lock)
    kept: str = ""
    ends: float = 0.0

    def __call__(self) -> str:
        """An access token that is still good.  Raises `CredentialsError` where none is given."""
        with self.lock:
            if not self.kept or monotonic() >= self.ends:
                fresh = self.exchange()
                self.kept = fresh.access_token
                self.ends = monotonic() + fresh.expires_in - EARLY.total_seconds()
            return self.kept

    def forget(self) -> None:
        """Ask for another token next time; the server no longer knows this one."""
        with self.lock:
            self.kept = ""

    def exchange(self) -> Exchanged:
        """One exchange."""
        import httpx

        document = {
            "grant_type": GRANT,
            "subject_token_type": ID_TOKEN,
            "subject_token": self.identity(),
            "provider_name": self.provider,
        }
        place = f"{self.address.rstrip('/').removesuffix('/artifactory')}/access/api/v1/oidc/token"
        try:
            answer = httpx.post(place, json=document, timeout=SECONDS, follow_redirects=False)
        except httpx.HTTPError as error:
            trouble = type(error).__name__
            raise TryAgainError(f"Artifactory, token exchange: {trouble} on the way") from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise TryAgainError(
                f"Artifactory, token exchange: answers {answer.status_code} for now",
                after=delay_in(answer.headers.get("Retry-After", "")),
            )
        if not answer.is_success:
            raise CredentialsError(
                f"Artifactory, token exchange: answers {answer.status_code}; the provider named in"
                " GATEHOUSE_ARTIFACTORY_OIDC must map our managed identity to an account"
            )
        return codec.parse(Exchanged, answer.content)


def subject_of(token: str) -> str:
    """Whom a token names, which only tokens in the form of a JWT do."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["sub"])
    except (IndexError, KeyError, TypeError, ValueError, RefusedError):
        return "an access token that does not say whose it is"
