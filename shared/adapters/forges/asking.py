"""How a forge is asked: one client kept open, every answer bounded, nothing repeated unseen."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from shared import codec
from shared.adapters.forges.refusals import limited, refusal, welcome
from shared.core.errors import RefusedError, TryAgainError
from shared.git_hosts import GitHost, GitHostKind, authorization, token_of

if TYPE_CHECKING:
    from httpx import Client, Response

T = TypeVar("T")

CONNECTING = 5
PAGE = 100
MOST_PAGES = 20
LARGEST = 8 * 2**20


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; `subject` says on what."""

    subject: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def goes_on(self) -> bool:
        """Whether another page follows, as GitHub and GitLab say it (RFC 8288)."""
        return 'rel="next"' in self.headers.get("link", "")

    def read(self, kind: type[T]) -> T:
        """The body as a value.  Raises `TryAgainError`: no forge means to say anything else."""
        try:
            return codec.parse(kind, self.body)
        except codec.UnreadableError as error:
            raise TryAgainError(f"{self.subject}: not the answer we know: {error}") from error


class Api:
    """The REST interface of one forge, asked by many threads through one client."""

    def __init__(self, host: GitHost, *, accept: str = "application/json", patience: float) -> None:
        """Note whom to ask, what to accept, and how many seconds to wait for an answer."""
        self.host, self.accept, self.patience = host, accept, patience
        self.client: Client | None = None
        self.turn = Lock()

    def ask(
        self,
        method: str,
        path: str,
        right: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: object = None,
        besides: Collection[int] = (),
        largest: int = LARGEST,
    ) -> Answer:
        """What the forge says; `right` is what the token needs, `besides` what else is an answer.

        Raises as `refusal` says.
        """
        subject = f"{self.host.kind} at {self.host.base}, {method} {path}"
        url = f"{self.host.api.rstrip('/')}/{path}"
        answer = self.send(
            method,
            url,
            subject,
            params=query,
            json=body,
            headers=self.credentials(),
            largest=largest,
        )
        expected = welcome(answer.status) or answer.status in besides
        if expected and not limited(answer.status, answer.headers, answer.body):
            return answer
        raise refusal(self.host, subject, right, answer.status, answer.headers, answer.body)

    def pages(self, path: str, right: str, kind: type[T], **query: str) -> Iterator[T]:
        """Every page of a list, until the forge says that none follows.  Raises as `pages` does.

        Any page may be short: GitLab leaves out of it what we may not see.
        """

        def page(number: int) -> tuple[Sequence[T], bool]:
            part: dict[str, str | int] = {**query, "per_page": PAGE, "page": number}
            answer = self.ask("GET", path, right, query=part)
            return [answer.read(kind)], answer.goes_on

        return pages(path, page)

    def fetch(self, url: str, largest: int) -> Answer:
        """What lies at an address that the forge gave us, asked without showing our token."""
        subject = f"{self.host.kind} at {self.host.base}, download"
        if not url.startswith(("https://", f"{self.host.api.partition(':')[0]}://")):
            raise RefusedError(f"{subject}: leads away from https; ask the forge's administrator")
        answer = self.send("GET", url, subject, largest=largest)
        if welcome(answer.status):
            return answer
        raise TryAgainError(f"{subject}: answered {answer.status}")

    def send(
        self,
        method: str,
        url: str,
        subject: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        largest: int = LARGEST,
    ) -> Answer:
        """One request and its answer.  Raises `TryAgainError` where either is lost on the way."""
        from httpx import RequestError

        try:
            with self.opened().stream(
                method, url, params=params, json=json, headers=headers
            ) as response:
                return Answer(
                    subject=subject,
                    status=response.status_code,
                    headers=dict(response.headers),
                    body=bounded(response, largest, subject),
                )
        except RequestError as error:
            raise TryAgainError(f"{subject}: no whole answer: {type(error).__name__}") from error

    def credentials(self) -> dict[str, str]:
        """The header with the token of this moment."""
        if self.host.kind is GitHostKind.AZURE_DEVOPS:
            value = authorization(self.host)
        else:
            value = bearer(self.host)
        return {"Authorization": value} if value else {}

    def opened(self) -> "Client":
        """The client, opened by whoever comes first."""
        from httpx import Client, Timeout

        with self.turn:
            if self.client is None:
                self.client = Client(
                    timeout=Timeout(self.patience, connect=CONNECTING),
                    follow_redirects=False,
                    verify=trust(),
                    headers={"Accept": self.accept, "Accept-Encoding": "identity"},
                )
            return self.client

    def close(self) -> None:
        """Give the connections back; whoever asks next opens new ones."""
        with self.turn:
            if self.client:
                self.client.close()
            self.client = None


@cache
def trust() -> SSLContext:
    """Whom we believe to be who they are: read once, for it takes a while."""
    from httpx import create_ssl_context

    return create_ssl_context()


def bearer(host: GitHost) -> str:
    """The token as OAuth writes it."""
    token = token_of(host)
    return f"Bearer {token}" if token else ""


def bounded(response: "Response", largest: int, subject: str) -> bytes:
    """The whole body.  Raises `RefusedError` where it is larger than that many bytes."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > largest:
            raise RefusedError(f"{subject}: more than {largest} bytes came back; make it smaller")
    return bytes(body)


def pages(subject: str, page: Callable[[int], tuple[Sequence[T], bool]]) -> Iterator[T]:
    """All rows, page by page, the first one being 1.  Raises `RefusedError` past the last of ours.

    With a page comes whether another one follows.
    """
    for number in range(1, MOST_PAGES + 1):
        rows, goes_on = page(number)
        yield from rows
        if not goes_on:
            return
    raise RefusedError(f"{subject}: more than {MOST_PAGES * PAGE}; too many to look through")
