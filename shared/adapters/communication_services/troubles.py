"""What is wrong between Communication Services and us, and what to do about it.

Of what the service says only codes are repeated.
https://learn.microsoft.com/rest/api/communication/errorcodes
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from shared.adapters.communication_services.opening import NAME
from shared.core.errors import RefusedError, TryAgainError
from shared.delays import delay_in
from shared.ports import CredentialsError

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError
    from azure.core.rest import HttpResponse

PASSING = {408, 409, 425, 429}
SENDER = re.compile(r"DomainNotLinked|InvalidSender|SenderNotFound", re.IGNORECASE)


@contextmanager
def trouble(letter: str) -> Iterator[None]:
    """Raises what the SDK's errors mean for the letter."""
    from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError

    try:
        yield
    except HttpResponseError as error:
        if error.response is None and isinstance(error, ClientAuthenticationError):
            raise unknown(NAME) from error
        raise meant(error, letter) from error
    except AzureError as error:
        raise TryAgainError(f"{NAME}: no answer about {letter}") from error


def meant(error: "HttpResponseError", letter: str) -> Exception:
    """What to raise for an answer."""
    if error.response is None:
        return TryAgainError(f"{NAME}: no answer about {letter}")
    answer = cast("HttpResponse", error.response)
    code = re.sub(r"[^\w.]", "", answer.headers.get("x-ms-error-code", ""))[:80]
    status, told = answer.status_code, f"{NAME}: {answer.status_code} {code}".rstrip()
    if status in (401, 403):
        return unknown(told)
    if SENDER.search(code):
        return CredentialsError(f"{told}: mend GATEHOUSE_MAIL_FROM, or connect its domain")
    if status < 400 or status in PASSING or status >= 500:
        return TryAgainError(told, after=delay_in(answer.headers.get("Retry-After", "")))
    return RefusedError(f"{told}: {letter} was not taken")


def unknown(told: str) -> CredentialsError:
    """They do not know us."""
    return CredentialsError(
        f"{told}: we are not known there; give the app's identity the right to send mail on the"
        " resource in GATEHOUSE_COMMUNICATION_SERVICES"
    )
