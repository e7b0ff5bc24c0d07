"""How news proves who sent it: by a signature over its bytes, or by a secret that came along.

Whatever a stranger sent is compared in constant time with what we make of our own secret; nothing
of it is decoded.
"""

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

HEADER = "X-Hub-Signature-256"
SIGNING_KEY = b"whsec_"
TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 10
SECONDS = re.compile("[0-9]{1,12}")


def sign(secret: bytes, data: bytes) -> str:
    """The value of `X-Hub-Signature-256`, as GitHub has it.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    return "sha256=" + hmac.new(secret, data, "sha256").hexdigest()


def fits(secret: bytes, data: bytes, header: str) -> bool:
    """Whether the header proves that the data comes from who knows the secret."""
    return same(sign(secret, data).encode(), header)


def basic(user: str, secret: bytes) -> bytes:
    """The value of `Authorization` with which a user shows a password (RFC 7617)."""
    return b"Basic " + b64encode(user.encode() + b":" + secret)


def standard(key: bytes, name: str, seconds: str, data: bytes) -> str:
    """The value of `webhook-signature` for a delivery of that name, sent at that moment.

    The key is written `whsec_` and base64, as GitLab has it; any other secret is no key and signs
    with its own bytes.  https://www.standardwebhooks.com, "Signature scheme"
    """
    message = b".".join((name.encode(errors="replace"), seconds.encode(), data))
    return "v1," + b64encode(hmac.digest(plain_key(key), message, "sha256")).decode()


def fits_standard(key: bytes, headers: Mapping[str, str], data: bytes, now: datetime) -> bool:
    """Whether one of the signatures fits, and was made within five minutes of now."""
    seconds, name = headers.get("webhook-timestamp", ""), headers.get("webhook-id", "")
    given = headers.get("webhook-signature", "").split(" ", MOST_SIGNATURES)[:MOST_SIGNATURES]
    if not name or not SECONDS.fullmatch(seconds):
        return False
    expected = standard(key, name, seconds, data).encode()
    age = abs(now - datetime.fromtimestamp(0, UTC) - timedelta(seconds=int(seconds)))
    return True in [same(expected, one) for one in given] and age <= TOLERANCE


def plain_key(key: bytes) -> bytes:
    """The bytes that a key stands for."""
    if not key.startswith(SIGNING_KEY):
        return key
    try:
        return b64decode(key.removeprefix(SIGNING_KEY), validate=True)
    except Error:
        return key


def same(expected: bytes, given: str) -> bool:
    """Whether both are the same, told in a time that does not depend on where they differ."""
    return hmac.compare_digest(expected, given.encode(errors="replace"))
