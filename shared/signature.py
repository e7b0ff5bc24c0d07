"""How news is signed and believed: `X-Hub-Signature-256`, as GitHub has it.

https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
"""

import hmac

HEADER = "X-Hub-Signature-256"


def sign(secret: bytes, data: bytes) -> str:
    """The value of the header."""
    return "sha256=" + hmac.new(secret, data, "sha256").hexdigest()


def fits(secret: bytes, data: bytes, header: str) -> bool:
    """Whether the header proves that the data comes from who knows the secret."""
    return hmac.compare_digest(sign(secret, data).encode(), header.encode())
