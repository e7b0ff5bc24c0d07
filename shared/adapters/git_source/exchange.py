"""Requests to one repository on a git host: counted, timed, and never sent anywhere else."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from shared.adapters.git_source.allowance import Meter
from shared.adapters.git_source.answers import judge
from shared.core.errors import TryAgainError
from shared.git_hosts import GitHost, authorization
from shared.ports import UnreadableSourceError

if TYPE_CHECKING:
    from httpx import Client, Response


class Exchange:
    """What dulwich takes for a pool of connections.

    Its own would follow redirects, and packs that the host says lie elsewhere, to any address.
    """

    def __init__(self, address: str, host: GitHost, client: "Client", meter: Meter) -> None:
        from dulwich.client import default_user_agent_string

        self._address = address
        self._host = host
        self._client = client
        self._meter = meter
        self.headers = {"User-Agent": default_user_agent_string(), "Accept-Encoding": "identity"}

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        preload_content: bool = False,
    ) -> "Answer":
        """Ask, and judge the head of the answer; its body is read as it is needed."""
        if not url.startswith(f"{self._address}/"):
            raise UnreadableSourceError("its host sends us elsewhere, which is not followed")
        shown = authorization(self._host)
        sent = {**headers, "Authorization": shown} if shown else dict(headers)
        request = self._client.build_request(method, url, headers=sent, content=body)
        with connected(self._address):
            response = self._client.send(request, stream=True)
        with ExitStack() as unread:
            unread.callback(response.close)
            judge(response, self._host, self._address)
            unread.pop_all()
        return Answer(response, self._address, self._meter)


class Answer:
    """An answer as dulwich wants it, of which every byte is counted."""

    def __init__(self, response: "Response", address: str, meter: Meter) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = response.headers
        self.close = response.close
        self._address = address
        self._meter = meter
        self._pieces = response.iter_raw()
        self._held = bytearray()
        self._fresh = True

    def geturl(self) -> str:
        """Where the answer came from, which is where it was asked for."""
        return str(self._response.url)

    def read(self, size: int) -> bytes:
        """Just so many bytes, or none at the end."""
        from dulwich.errors import HangupException

        if self._fresh:
            self._fresh = False
            self._refuse_refusals()
        self._fill(size)
        if 0 < len(self._held) < size:
            raise HangupException
        data = bytes(self._held[:size])
        del self._held[:size]
        return data

    def _refuse_refusals(self) -> None:
        # dulwich takes one for the head of the pack, and then for a broken connection.
        from dulwich.errors import GitProtocolError

        self._fill(8)
        if self._held[4:8] == b"ERR ":
            raise GitProtocolError("refused")

    def _fill(self, size: int) -> None:
        while len(self._held) < size:
            with connected(self._address):
                piece = next(self._pieces, b"")
            if not piece:
                return
            self._meter.arrived(len(piece))
            self._held += piece


@contextmanager
def connected(address: str) -> Iterator[None]:
    """Raise `TryAgainError` where the connection fails, saying how."""
    from httpx import ConnectError, TransportError

    try:
        yield
    except ConnectError as error:  # a name, a port or a certificate, and nothing a host wrote
        raise TryAgainError(f"{address}: no connection to its host: {error}") from error
    except TransportError as error:
        raise TryAgainError(f"{address}: {type(error).__name__} on the way to its host") from error
