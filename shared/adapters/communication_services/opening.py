"""The client of a Communication Services resource, and as whom it comes."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.core.errors import RefusedError

if TYPE_CHECKING:
    from azure.communication.email import EmailClient

API = "2025-09-01"
NAME = "Communication Services"
CONNECT_SECONDS = 5


def client_of(endpoint: str, key: Callable[[], str] | None, seconds: float) -> "EmailClient":
    """A client that tries nothing again on its own and follows no redirection."""
    from azure.communication.email import EmailClient
    from azure.core.credentials import AzureKeyCredential
    from azure.identity import DefaultAzureCredential

    place = urlsplit(endpoint)
    here = place.hostname in ("127.0.0.1", "localhost")
    safe = place.scheme == "https" or (here and key)
    if not safe or place.path.strip("/") or place.query or place.username:
        raise RefusedError(
            f"{NAME}: GATEHOUSE_COMMUNICATION_SERVICES is not https://RESOURCE.communication.azure"
            ".com; copy the endpoint that the portal shows, and no key"
        )
    credential = AzureKeyCredential(key()) if key and here else DefaultAzureCredential()
    return EmailClient(
        endpoint,
        credential,
        api_version=API,
        retry_total=0,
        permit_redirects=False,
        connection_timeout=CONNECT_SECONDS,
        read_timeout=seconds,
    )
