"""Asking a workspace: what went wrong there, in the words of who has to do something about it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.core.errors import RefusedError, TryAgainError
from shared.ports import CredentialsError

if TYPE_CHECKING:
    from databricks.sdk.errors.base import DatabricksError

LONGEST_WORDS = 500
SECRETS = re.compile(
    r"(?i)bearer\s+\S+|\beyJ[\w.-]+|\b(?:dapi|dose|dkea|dosp)\w+|\bhttps?://\S*\?\S*|\bsig=\S+"
)


@dataclass(frozen=True, kw_only=True)
class Address:
    """A workspace as people know it: the environment it serves, and its URL."""

    environment: str
    url: str

    def __str__(self) -> str:
        return f"workspace of {self.environment} ({urlsplit(self.url).hostname})"


@contextmanager
def asking(address: Address, wish: str, right: str = "") -> Iterator[None]:
    """Whatever the SDK raises, as what the bus is to do with the message.

    The workspace's own words are passed on where it refuses a wish, without what may be secret.
    `right` is what somebody has to give us for the wish, where it is none of those that jobs need.
    """
    from databricks.sdk.errors.base import DatabricksError
    from requests import RequestException

    try:
        yield
    except DatabricksError as error:
        raise answer_to(error, address, wish, right) from error
    except (RequestException, TimeoutError) as error:
        trouble = type(error).__name__
        raise TryAgainError(f"{address}: cannot {wish}: no answer ({trouble})") from error


def answer_to(
    error: "DatabricksError", address: Address, wish: str, right: str = ""
) -> RefusedError | TryAgainError:
    """What an answer of the workspace means."""
    from databricks.sdk import errors

    after = timedelta(seconds=error.retry_after_secs or 0)
    match error:
        case errors.Unauthenticated() | errors.PermissionDenied() if not_known(error):
            return CredentialsError(unknown(address))
        case errors.PermissionDenied():
            return CredentialsError(forbidden(address, wish, right))
        case errors.TooManyRequests():
            return TryAgainError(f"{address}: cannot {wish}: too many requests", after=after)
        case errors.BadRequest() | errors.NotFound() | errors.NotImplemented():
            words = f"{error.error_code}: {clean(str(error))}"
            return RefusedError(f"{address}: cannot {wish}: {words}; GBI mends the platform's jobs")
    return TryAgainError(f"{address}: cannot {wish}: {error.error_code or 'trouble'}", after=after)


def not_known(error: "DatabricksError") -> bool:
    """Whether it is the token that is no good: for one it cannot read, a workspace says 403."""
    from databricks.sdk.errors import Unauthenticated

    return isinstance(error, Unauthenticated) or "Invalid access token" in str(error)


def unknown(address: Address) -> str:
    """What to do where the workspace does not know us."""
    setting = f"GATEHOUSE_WORKSPACE_URL_{address.environment.upper()}"
    return (
        f"{address}: does not know us; add the platform's identity to the workspace as a "
        f"service principal, see that {setting} is its address, and renew the secret of "
        "GATEHOUSE_DATABRICKS_TOKEN where there is one"
    )


def forbidden(address: Address, wish: str, right: str) -> str:
    """What to do where the workspace knows us, and does not let us."""
    if right:
        return f"{address}: we may not {wish}; {right}"
    return (
        f"{address}: we may not {wish}; give the platform's identity the role Service "
        f"Principal User on GATEHOUSE_SPN_{address.environment.upper()}, WRITE VOLUME on "
        "GATEHOUSE_DATABRICKS_VOLUME and CAN USE on GATEHOUSE_CLUSTER_POLICY_ID"
    )


def clean(words: str) -> str:
    """A workspace's words on one line, bounded, without what looks like a secret."""
    return SECRETS.sub("…", " ".join(words.split()))[:LONGEST_WORDS]
