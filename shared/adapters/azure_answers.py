"""What all of Azure's clients answer alike: broken connections, statuses, pauses, and who we are."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from shared.adapters.own_identity import claims_in
from shared.delays import delay_in

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.core.exceptions import AzureError

T = TypeVar("T")


def once_more(question: Callable[[], T]) -> T:
    """The answer, over a second connection where the first one broke; pooled ones die of age.

    Where time ran out the question is not repeated: nobody would wait for so long.
    """
    from azure.core import exceptions as azure

    try:
        return question()
    except (azure.ServiceRequestTimeoutError, azure.ServiceResponseTimeoutError):
        raise
    except (azure.ServiceRequestError, azure.ServiceResponseError, azure.IncompleteReadError):
        return question()


def status_of(error: "AzureError") -> int:
    """The status of the answer, 0 where there was none."""
    return getattr(error, "status_code", None) or 0


def pause_in(error: "AzureError") -> timedelta:
    """How long the service asks to be left alone."""
    response = getattr(error, "response", None)
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    return delay_in(asked)


def plain_code(code: object, error: "AzureError") -> str:
    """What the service calls the trouble, else the SDK; nothing that others may have written."""
    named = str(getattr(code, "value", code))
    return named if code and re.fullmatch(r"[A-Za-z]{1,60}", named) else type(error).__name__


def who(credential: "TokenCredential", scope: str) -> str:
    """As whom a service knows us, in the words an administrator needs to give us a role."""
    claims = claims_in(credential.get_token(scope).token)
    return f"application {claims.get('appid', 'unknown')}, object {claims.get('oid', 'unknown')}"
