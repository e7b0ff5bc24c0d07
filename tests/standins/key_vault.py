"""A Key Vault that keeps the documented behaviour of its secrets, for one vault and one reader.

https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret
https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets/get-secrets
https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_hex
from time import time

from azure.core.credentials import AccessToken, AccessTokenInfo
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

READER = {"appid": "11111111-aaaa", "oid": "22222222-bbbb"}
CHALLENGE = (
    'Bearer authorization="https://login.microsoftonline.com/33333333-cccc", '
    'resource="https://vault.azure.net"'
)


def token_of(claims):
    """A token with the claims, signed by nobody."""
    body = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{body}.none"


@dataclass(frozen=True)
class Identity:
    """Somebody Entra knows, and gives tokens to."""

    claims: dict

    def get_token(self, *scopes, **options):
        """A token, as `azure.core.credentials.TokenCredential` gives it."""
        return AccessToken(token_of(self.claims), int(time()) + 3600)

    def get_token_info(self, *scopes, options=None):
        """A token, as `azure.core.credentials.SupportsTokenInfo` gives it."""
        return AccessTokenInfo(token_of(self.claims), int(time()) + 3600)


@dataclass(frozen=True)
class Vault:
    """The versions of each secret, the last one counting; `disabled` are names, `asked` is a log."""

    kept: dict = field(default_factory=dict)
    disabled: set = field(default_factory=set)
    asked: list = field(default_factory=list)

    def put(self, name, value):
        """A new version of the secret; returns its id."""
        version = token_hex(16)
        self.kept.setdefault(name, {})[version] = value
        return version

    @property
    def app(self):
        """The vault as an ASGI application."""
        one = Route("/secrets/{name}/{version:path}", self.secret)
        return Starlette(routes=[one, Route("/secrets", self.secrets)])

    async def secret(self, request):
        """Get Secret."""
        name, version = request.path_params["name"], request.path_params["version"].strip("/")
        if refusal := refusal_of(request):
            return refusal
        self.asked.append(name)
        versions = self.kept.get(name, {})
        found = version or next(reversed(versions), "")
        if found not in versions:
            said = f"A secret with (name/id) {name}/{version} was not found in this key vault."
            return trouble(404, "SecretNotFound", said)
        if name in self.disabled:
            return trouble(403, "Forbidden", "Not allowed on a disabled secret.", "SecretDisabled")
        return JSONResponse(shown(request, name, found) | {"value": versions[found]})

    async def secrets(self, request):
        """Get Secrets: their names, without values."""
        shown_ones = [shown(request, name, "") for name in sorted(self.kept)]
        return refusal_of(request) or JSONResponse({"value": shown_ones, "nextLink": None})


def refusal_of(request):
    """What whoever may not read is told."""
    if "api-version" not in request.query_params:
        return trouble(400, "BadParameter", "api-version must be specified")
    given = request.headers.get("Authorization", "")
    if not given.startswith("Bearer "):
        said = trouble(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.")
        said.headers["WWW-Authenticate"] = CHALLENGE
        return said
    if given != f"Bearer {token_of(READER)}":
        said = f"Caller is not authorized to perform action on resource. Caller: {given}"
        return trouble(403, "Forbidden", said, "ForbiddenByRbac")
    return None


def trouble(status, code, message, inner=""):
    """An error as Key Vault words it."""
    error = {"code": code, "message": message} | ({"innererror": {"code": inner}} if inner else {})
    return JSONResponse({"error": error}, status)


def shown(request, name, version):
    """A secret without its value."""
    address = f"https://{request.url.netloc}/secrets/{name}/{version}".rstrip("/")
    return {"id": address, "attributes": {"enabled": True}}
