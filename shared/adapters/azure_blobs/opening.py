"""The client of a container: opened once, with a connection for every thread of the host.

It neither follows redirects nor repeats a request by itself: the SDK's own repetition waits for a
quarter of a minute and does not heed Retry-After.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict

from shared.adapters.azure_answers import who
from shared.blob_place import Place

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.storage.blob import ContainerClient
    from requests import Session

SCOPE = "https://storage.azure.com/.default"
# As many as the Functions host may have threads (PYTHON_THREADPOOL_THREAD_COUNT).
CONNECTIONS = 32
CONNECTING = 5


class Limits(TypedDict):
    """Seconds and bytes, as the SDK calls them."""

    connection_timeout: float
    read_timeout: float
    max_single_put_size: int
    max_single_get_size: int


def opened(
    place: Place, credential: "Callable[[], TokenCredential]", *, patience: float, largest: int
) -> "ContainerClient":
    """A client that waits so many seconds for an answer and sends so many bytes at once."""
    limits = Limits(
        connection_timeout=CONNECTING,
        read_timeout=patience,
        max_single_put_size=largest,
        max_single_get_size=largest,
    )
    if place.connection:
        return emulated(place, limits)
    return known(place, credential(), limits)


def known_as(place: Place, credential: "Callable[[], TokenCredential]") -> str:
    """As whom the client speaks."""
    return "the emulator's own account" if place.connection else who(credential(), SCOPE)


def known(place: Place, credential: "TokenCredential", limits: Limits) -> "ContainerClient":
    """The client of a container of the bank, where we are known by our identity."""
    from azure.storage.blob import ContainerClient

    return ContainerClient(
        place.address,
        place.container,
        credential=credential,
        session=session(),
        retry_total=0,
        permit_redirects=False,
        **limits,
    )


def emulated(place: Place, limits: Limits) -> "ContainerClient":
    """The client of an emulator's container, which is made where there is none."""
    from azure.core.exceptions import AzureError, ResourceExistsError
    from azure.storage.blob import ContainerClient

    client = ContainerClient.from_connection_string(
        place.connection,
        place.container,
        session=session(),
        use_env_settings=False,
        retry_total=0,
        permit_redirects=False,
        **limits,
    )
    try:
        client.create_container()
    except ResourceExistsError:
        return client
    except AzureError:
        client.close()
        raise
    return client


def session() -> "Session":
    """Connections enough: what exceeds the pool is opened anew for each request."""
    from requests import Session
    from requests.adapters import HTTPAdapter

    made = Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
    return made
