"""One question to Blob Storage, and what it answers, in our words.

Of an error only its status and its code are told: its text may quote what we have sent.
https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from shared.adapters.azure_answers import once_more, pause_in, plain_code, status_of
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import ConflictError, CredentialsError

if TYPE_CHECKING:
    from azure.core.exceptions import AzureError

T = TypeVar("T")

CHANGED = {"ConditionNotMet", "BlobAlreadyExists"}
ROLE = "give our identity the role Storage Blob Data Contributor on the container"
REMEDIES = {"AuthorizationPermissionMismatch": ROLE}
ANY_REMEDY = (
    "see that we have an identity (or the emulator's own key), that it has the role Storage Blob "
    "Data Contributor on the container, and that the account's firewall lets us through"
)
PASSING = {408, 409, 412, 429}


def ask(subject: str, question: Callable[[], T], instead: Mapping[str, T] | None = None) -> T:
    """The answer, perhaps at a second try, `instead` giving those to errors by their code."""
    from azure.core.exceptions import AzureError

    try:
        return once_more(question)
    except AzureError as error:
        code = code_of(error)
        if instead and code in instead:
            return instead[code]
        raise in_our_words(subject, error) from error


def in_our_words(subject: str, error: "AzureError") -> Exception:
    """The error that says what the bus should do next."""
    from azure.core.exceptions import ClientAuthenticationError

    status, code = status_of(error), code_of(error)
    if code in CHANGED:
        return conflict(subject)
    if status in (401, 403) or isinstance(error, ClientAuthenticationError):
        remedy = REMEDIES.get(code, ANY_REMEDY)
        return CredentialsError(f"GATEHOUSE_STORAGE: Blob Storage refuses us ({code}); {remedy}")
    if code == "ContainerNotFound":
        return RefusedError("GATEHOUSE_STORAGE: there is no such container; create it, we never do")
    if status < 300 or status in PASSING or status >= 500:
        trouble = f"{subject}: Blob Storage did not answer well ({code}); it may the next time"
        return TryAgainError(trouble, after=pause_in(error))
    return RefusedError(
        f"{subject}: Blob Storage refuses it ({status} {code}); see its error codes"
    )


def conflict(subject: str) -> ConflictError:
    """Somebody else was first."""
    return ConflictError(f"{subject}: it is not as it has to be any more; read it again")


def code_of(error: "AzureError") -> str:
    """What the trouble is called."""
    if status_of(error) == 304:
        return "NotModified"
    return plain_code(getattr(error, "error_code", None), error)
