"""What a forge's refusals mean: come again, mend the token, or never.

Only our own words are used.  A server may repeat in its answer what it was shown.
"""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

from shared.core.errors import RefusedError, TryAgainError
from shared.delays import LONGEST, delay_in
from shared.git_hosts import GitHost
from shared.ports import CredentialsError

PASSING = frozenset({408, 409, 423, 425})
A_MINUTE = timedelta(minutes=1)


def welcome(status: int) -> bool:
    """Whether it is a yes.  Azure DevOps says 203 where it shows a page to sign in instead."""
    return 200 <= status < 300 and status != 203


def refusal(
    host: GitHost, subject: str, right: str, status: int, headers: Mapping[str, str], body: bytes
) -> RefusedError | TryAgainError:
    """The error that says what to do about an answer.

    GitHub and others answer 404 where a token lacks the right to know.
    """
    token = f"the token that {host.kind.setting}_TOKEN refers to"
    if limited(status, headers, body):
        return TryAgainError(
            f"{subject}: asked too often ({status})", after=leave(headers) or A_MINUTE
        )
    if status in (203, 302, 401):
        return CredentialsError(f"{subject}: {token} is not accepted; renew it, with {right}")
    if status in (403, 404):
        return CredentialsError(
            f"{subject}: not for us, or not there ({status}); give {token} the right {right},"
            " or register the repository's address anew"
        )
    if status in PASSING or status >= 500:
        return TryAgainError(f"{subject}: answered {status}", after=leave(headers))
    if 300 <= status < 400:
        return RefusedError(f"{subject}: has moved ({status}); register the new address")
    return RefusedError(f"{subject}: refused ({status}); look at the repository and at the commit")


def limited(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether we have asked too often, which GitHub may say with 403 as well.

    https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
    https://docs.gitlab.com/security/rate_limits/
    """
    if status == 403:
        spent = headers.get("x-ratelimit-remaining") == "0"
        return spent or "retry-after" in headers or b"rate limit" in body.lower()
    return status == 429


def leave(headers: Mapping[str, str]) -> timedelta:
    """How long we were asked to stay away, a day at most; not at all where nobody asked.

    A spent limit comes back at a moment of the server's clock, so that clock is asked for the time.
    """
    asked = delay_in(headers.get("retry-after", ""))
    if asked:
        return asked
    if headers.get("x-ratelimit-remaining") != "0":
        return timedelta()
    try:
        now = parsedate_to_datetime(headers["date"]).timestamp()
        return min(timedelta(seconds=max(int(headers["x-ratelimit-reset"]) - now, 0)), LONGEST)
    except (KeyError, ValueError, OverflowError):
        return A_MINUTE
