"""The endpoint at which App Service gives an app the tokens of its managed identity.

https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
"""

from dataclasses import dataclass
from secrets import token_hex
from time import time

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.standins.key_vault import token_of

PATH = "/msi/token"


@dataclass
class AppService:
    """An app's own platform: it gives a token with the claims to who knows the header."""

    claims: dict
    header: str = ""

    def __post_init__(self):
        self.header = self.header or token_hex(16)

    def settings(self, address):
        """What the app finds in its environment."""
        return {"IDENTITY_ENDPOINT": f"{address}{PATH}", "IDENTITY_HEADER": self.header}

    @property
    def app(self):
        """The endpoint as an ASGI application."""
        return Starlette(routes=[Route(PATH, self.token)])

    async def token(self, request):
        """A token for a resource."""
        if request.headers.get("X-IDENTITY-HEADER") != self.header:
            return JSONResponse({"statusCode": 401, "message": "Unauthorized"}, 401)
        if not {"resource", "api-version"} <= set(request.query_params):
            return JSONResponse({"statusCode": 400, "message": "Bad Request"}, 400)
        given = {
            "access_token": token_of(self.claims),
            "expires_on": str(int(time()) + 3600),
            "resource": request.query_params["resource"],
            "token_type": "Bearer",
        }
        return JSONResponse(given)
