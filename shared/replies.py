"""What an HTTP door answers, in words that both sides agree on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared import codec

JSON = "application/json"
HTML = "text/html; charset=utf-8"
LARGEST_BODY = 5 * 1024 * 1024
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline';"
    " form-action 'self'; frame-ancestors 'none'"
}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An HTTP response."""

    status: int
    body: bytes
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusedRequestError(Exception):
    """A request that is turned away with a status, a reason and what to do about it."""

    def __init__(self, status: int, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.status, self.reason, self.remedy = status, reason, remedy


def json_reply(status: int, document: Mapping[str, object]) -> Reply:
    """A reply a machine can read."""
    return Reply(status=status, body=codec.document(document))


def refusal(error: RefusedRequestError) -> Reply:
    """The reply to a request that was turned away."""
    return json_reply(error.status, {"error": error.reason, "remedy": error.remedy})


def accept_body(body: bytes) -> bytes:
    """The body, when it is not larger than 5 MiB."""
    if len(body) > LARGEST_BODY:
        raise RefusedRequestError(413, f"the body is larger than {LARGEST_BODY} bytes", "send less")
    return body
