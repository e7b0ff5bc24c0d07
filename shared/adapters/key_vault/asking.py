"""One question to a vault, and what it answers, in our words.

Of an error only its status and its code are told: its text may quote what we have sent.
https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from shared.adapters.azure_answers import once_more, pause_in, plain_code, status_of
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import CredentialsError

if TYPE_CHECKING:
    from azure.core.exceptions import AzureError

T = TypeVar("T")

REMEDIES = {
    "ForbiddenByRbac": "give our identity the role Key Vault Secrets User on the vault",
    "ForbiddenByFirewall": "let our network through the vault's firewall",
    "SecretDisabled": "enable the secret, or name a version that is",
}
ANY_REMEDY = "see that we have an identity, and that it has the role Key Vault Secrets User there"
PASSING = {408, 429}


def ask(subject: str, question: Callable[[], T]) -> T:
    """The answer, perhaps at a second try."""
    from azure.core.exceptions import AzureError

    try:
        return once_more(question)
    except AzureError as error:
        raise in_our_words(subject, error) from error


def in_our_words(subject: str, error: "AzureError") -> Exception:
    """The error that says what the bus should do next."""
    from azure.core.exceptions import ClientAuthenticationError

    status, code = status_of(error), code_of(error)
    if status in (401, 403) or isinstance(error, ClientAuthenticationError):
        remedy = REMEDIES.get(code, ANY_REMEDY)
        return CredentialsError(f"GATEHOUSE_KEY_VAULT: the vault refuses us ({code}); {remedy}")
    if code == "SecretNotFound":
        return RefusedError(f"{subject}: the vault of GATEHOUSE_KEY_VAULT has none; put it there")
    if status < 300 or status in PASSING or status >= 500:
        trouble = f"{subject}: the vault did not answer well ({code}); it may the next time"
        return TryAgainError(trouble, after=pause_in(error))
    return RefusedError(f"{subject}: the vault refuses it ({status} {code}); see its error codes")


def code_of(error: "AzureError") -> str:
    """What the vault calls the trouble, as exactly as it does."""
    told = getattr(error, "error", None)
    inner = getattr(told, "innererror", None) or {}
    return plain_code(inner.get("code") or getattr(told, "code", None), error)
