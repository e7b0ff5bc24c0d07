"""One request to Artifactory: who asks, how long we wait, and what an answer means for the bus."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from shared.adapters.artifactory.tokens import OidcExchange, subject_of
from shared.core.errors import RefusedError, TryAgainError
from shared.delays import delay_in
from shared.ports import CredentialsError

if TYPE_CHECKING:
    from httpx import Client, Response

SECONDS = 30.0
CONNECT_SECONDS = 5.0
PASSING = {408, 423, 425, 429}
Body = Callable[[], BinaryIO | bytes]
Form = Mapping[str, tuple[str, bytes, str]]


@dataclass(frozen=True, kw_only=True)
class Calls:
    """The way to one Artifactory.  What a server says in an error is not repeated: it may echo us.

    Nothing is tried twice but a request that an exchanged token no longer opened the door to.
    """

    address: str
    token: Callable[[], str]
    seconds: float = SECONDS

    def ask(
        self,
        subject: str,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Body = bytes,
        form: Form | None = None,
    ) -> "Response":
        """The answer, whatever it says, but for a token that is not known.

        Raises `TryAgainError` for what may pass, and `CredentialsError` for a 401.
        """
        answer = self.send(subject, method, path, headers or {}, body, form)
        if answer.status_code == 401 and isinstance(self.token, OidcExchange):
            self.token.forget()
            answer = self.send(subject, method, path, headers or {}, body, form)
        if answer.status_code == 401:
            raise CredentialsError(
                f"Artifactory, {subject}: does not know us; {self.remedy} must be what an account"
                " of this server may use"
            )
        if answer.status_code in PASSING or answer.status_code >= 500:
            raise TryAgainError(
                f"Artifactory, {subject}: answers {answer.status_code} for now",
                after=delay_in(answer.headers.get("Retry-After", "")),
            )
        return answer

    def expect(
        self,
        subject: str,
        method: str,
        path: str,
        *,
        allowed: Iterable[int] = (),
        headers: Mapping[str, str] | None = None,
        body: Body = bytes,
        form: Form | None = None,
    ) -> "Response":
        """A good answer, or one that is `allowed`.  Raises `RefusedError` for any other."""
        answer = self.ask(subject, method, path, headers=headers, body=body, form=form)
        if answer.is_success or answer.status_code in allowed:
            return answer
        if answer.status_code == 403:
            raise self.barred(subject)
        raise RefusedError(
            f"Artifactory, {subject}: answers {answer.status_code}; look whether"
            " ARTIFACTORY_REPOSITORY_MODEL names a repository of the layout set in"
            " GATEHOUSE_ARTIFACTORY_LAYOUT"
        )

    def barred(self, subject: str) -> CredentialsError:
        """What to say where a right is missing."""
        return CredentialsError(
            f"Artifactory, {subject}: the account behind {self.remedy} lacks a right; it needs"
            " Read, Deploy and Annotate on the repository, Read and Deploy on builds, and no Delete"
        )

    def send(
        self,
        subject: str,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Body,
        form: Form | None,
    ) -> "Response":
        """One request; a body is opened anew, so that it can be sent twice, and streamed."""
        from httpx import HTTPError

        known = {"Authorization": f"Bearer {self.token()}", **headers}
        content = body()
        try:
            return self.client.request(
                method,
                f"{self.address}/{path}",
                headers=known,
                content=None if form else content,
                files=form,
            )
        except HTTPError as error:
            trouble = type(error).__name__
            raise TryAgainError(f"Artifactory, {subject}: {trouble} on the way") from error
        finally:
            if not isinstance(content, bytes):
                content.close()

    @property
    def remedy(self) -> str:
        """The setting that says who we are."""
        exchanged = isinstance(self.token, OidcExchange)
        return "GATEHOUSE_ARTIFACTORY_OIDC" if exchanged else "GATEHOUSE_ARTIFACTORY_TOKEN"

    @property
    def who(self) -> str:
        """Who we are there, as far as our token tells."""
        return subject_of(self.token())

    @cached_property
    def client(self) -> "Client":
        """The connections, kept open."""
        from httpx import Client, Timeout

        timeout = Timeout(self.seconds, connect=min(CONNECT_SECONDS, self.seconds))
        return Client(timeout=timeout, follow_redirects=False)


def quoted(path: str) -> str:
    """The path with every one of its segments quoted."""
    return "/".join(quote(segment, safe="") for segment in path.split("/"))
