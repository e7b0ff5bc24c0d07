"""The vendor's clients: one for each workspace, opened when it is first needed, and never waiting.

The constructor asks the host for its configuration, and would try for five minutes
(https://github.com/databricks/databricks-sdk-py); here it gives up after seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.clock import Clock
    from databricks.sdk.config import Config
    from databricks.sdk.credentials_provider import CredentialsStrategy

IDENTITY = "gatehouse"
CONNECT_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Clients:
    """Opens a client once, whoever asks first; each call has one attempt of so many `seconds`."""

    token: Callable[[], str]
    seconds: float = 30
    opened: "dict[str, WorkspaceClient]" = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def of(self, url: str) -> "WorkspaceClient":
        """The client of a workspace."""
        with self.lock:
            if url not in self.opened:
                self.opened[url] = self.open(url)
            return self.opened[url]

    def open(self, url: str) -> "WorkspaceClient":
        """A client; the workspace need not answer yet."""
        from databricks.sdk import WorkspaceClient

        config = self.configured(url)
        config.http_timeout_seconds = self.seconds
        client = WorkspaceClient(config=config)
        # The SDK has no setting for it, and would follow with the order in its hands.
        client.api_client._api_client._session.max_redirects = 0
        return client

    def configured(self, url: str) -> "Config":
        """How the client is to behave, whatever the environment says: no retries, one identity."""
        from databricks.sdk.config import Config

        return Config(
            host=url,
            auth_type=IDENTITY,
            credentials_strategy=bearing(self.token),
            clock=impatience(),
            http_timeout_seconds=min(self.seconds, CONNECT_SECONDS),
            retry_timeout_seconds=1,
            disable_experimental_files_api_client=True,
        )


def bearing(token: Callable[[], str]) -> "CredentialsStrategy":
    """What puts the token on each request."""
    from databricks.sdk.credentials_provider import CredentialsProvider, CredentialsStrategy

    class Bearing(CredentialsStrategy):
        """Asks for the token each time, so that one that was renewed counts."""

        def auth_type(self) -> str:
            """The name of this kind of identity."""
            return IDENTITY

        def __call__(self, cfg: "Config") -> CredentialsProvider:
            """What makes the header."""
            return lambda: {"Authorization": f"Bearer {token()}"}

    return Bearing()


def impatience() -> "Clock":
    """A clock that gives back whatever the SDK would sleep over: the bus tries again, not we."""
    import time

    from databricks.sdk.clock import Clock

    class Impatience(Clock):
        """Sleeps over nothing."""

        def time(self) -> float:
            """Seconds, of which only differences count."""
            return time.monotonic()

        def sleep(self, seconds: float) -> None:
            """Raise what is being handled: the error that the SDK was about to retry."""
            raise  # noqa: PLE0704

    return Impatience()
