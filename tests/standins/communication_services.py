"""The mail of an Azure Communication Services resource, by access key.

Signatures as of https://learn.microsoft.com/rest/api/communication/authentication, sending and
operations as of https://learn.microsoft.com/rest/api/communication/email/email, errors as of
https://learn.microsoft.com/rest/api/communication/errorcodes.  What a second request with one
`Operation-Id` gets is not written down; here it is what
https://learn.microsoft.com/rest/api/communication/repeatable-requests says of repeated ones: the
same answer for the same body, 409 while the first is under way, 400 for another body.
"""

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

VERSIONS = ("2023-03-31", "2025-09-01")


@dataclass
class Resource:
    """What was sent, by operation; `ends` is how operations end, after so many `looks`."""

    key: str
    domain: str
    letters: dict = field(default_factory=dict)
    looked: dict = field(default_factory=dict)
    ends: dict = field(default_factory=lambda: {"status": "Succeeded"})
    looks: int = 1

    def forget(self):
        """Be as at the beginning."""
        self.letters.clear()
        self.looked.clear()

    def app(self):
        """The resource's REST interface."""
        return Starlette(
            routes=[
                Route("/emails:send", self.send, methods=["POST"]),
                Route("/emails/operations/{operation}", self.operation, methods=["GET"]),
            ]
        )

    async def send(self, request):
        """Queue a letter."""
        body = await request.body()
        if wrong := self.stranger(request, body):
            return wrong
        operation = request.headers.get("operation-id", "")
        letter = json.loads(body)
        if wrong := self.fault(operation, letter):
            return wrong
        if self.letters.setdefault(operation, letter) != letter:
            return refusal(400, "BadRequest")
        location = f"{request.url.scheme}://{request.url.netloc}/emails/operations/{operation}"
        headers = {"Operation-Location": f"{location}?api-version={VERSIONS[-1]}"}
        return self.state(operation, 202, headers)

    async def operation(self, request):
        """How a letter stands."""
        if wrong := self.stranger(request, b""):
            return wrong
        operation = request.path_params["operation"]
        if operation not in self.letters:
            return refusal(404, "OperationNotFound")
        self.looked[operation] = self.looked.get(operation, 0) + 1
        return self.state(operation, 200, {})

    def state(self, operation, status, headers):
        """The operation, under way until it has been looked at often enough."""
        if self.looked.get(operation, 0) < self.looks:
            document = {"id": operation, "status": "Running", "error": None}
            return JSONResponse(document, status, {**headers, "Retry-After": "0"})
        return JSONResponse({"id": operation, "error": None, **self.ends}, status, headers)

    def stranger(self, request, body):
        """The refusal, unless the request is signed with the key."""
        if request.query_params.get("api-version") not in VERSIONS:
            return refusal(400, "UnsupportedApiVersion")
        headers = request.headers
        digest = b64encode(sha256(body).digest()).decode()
        target = f"{request.url.path}?{request.url.query}"
        # A proxy stands between: the client has signed its name, not ours.
        signed = (
            f"{request.method}\n{target}\n{headers.get('x-ms-date')};{headers['host']};{digest}"
        )
        mac = b64encode(hmac.digest(b64decode(self.key), signed.encode(), "sha256")).decode()
        proof = f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={mac}"
        right = headers.get("authorization") == proof
        return None if right else refusal(401, "Denied")

    def fault(self, operation, letter):
        """What is wrong with a letter."""
        try:
            UUID(operation)
            [recipient] = letter["recipients"]["to"]
            texts = (letter["content"]["subject"], letter["content"]["plainText"])
        except (ValueError, LookupError):
            return refusal(400, "BadRequest")
        if not all(texts) or "@" not in recipient["address"]:
            return refusal(400, "BadRequest")
        if not letter["senderAddress"].endswith(f"@{self.domain}"):
            return refusal(404, "DomainNotLinked")
        return None


def refusal(status, code):
    """An error, as the service words it."""
    words = {"code": code, "message": f"canary-key: the request was refused: {code}"}
    return JSONResponse({"error": words}, status, {"x-ms-error-code": code})
