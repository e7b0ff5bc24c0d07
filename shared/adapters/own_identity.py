"""Our own identity at Entra: what neighbours know us by, so that no key has to be kept."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from shared.ports import CredentialsError

if TYPE_CHECKING:
    from azure.identity import DefaultAzureCredential

DATABRICKS = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"
"""https://learn.microsoft.com/azure/databricks/dev-tools/auth/aad-token-manual"""

AZURE_DEVOPS = "499b84ac-1321-427f-aa17-267ca6975798/.default"
"""https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/service-principal-managed-identity"""

MANAGEMENT = "https://management.azure.com/.default"


@cache
def credential() -> "DefaultAzureCredential":
    """The managed identity of the app or, at a desk, whoever is signed in with the Azure CLI."""
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential(exclude_interactive_browser_credential=True)


def token_for(scope: str) -> Callable[[], str]:
    """What gives a token for a neighbour, good at the moment it is asked for."""

    def token() -> str:
        from azure.core.exceptions import ClientAuthenticationError

        try:
            return credential().get_token(scope).token
        except ClientAuthenticationError as error:
            raise CredentialsError(
                "Entra knows us under no identity: assign the app a managed identity, or sign in"
                " with `az login`; where there are several, name one in AZURE_CLIENT_ID"
            ) from error

    return token


def claims_in(token: str) -> Mapping[str, Any]:
    """What a token says of its bearer, unverified: to be shown, never to be believed."""
    _, body, _ = token.split(".")
    padded = body + "=" * (-len(body) % 4)
    claims: Mapping[str, Any] = json.loads(urlsafe_b64decode(padded))
    return claims
