"""A Teams channel, told by a card through a workflow: once for all who are told the same.

A workflow answers 202 as soon as it has the card; what becomes of the card it does not tell.
https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from shared.adapters.teams.card import card_message
from shared.core.errors import TryAgainError
from shared.delays import delay_in
from shared.ports import CredentialsError, Notice

HOSTS = re.compile(r"([a-z0-9-]+\.)+(logic\.azure\.com|environment\.api\.powerplatform\.com)")
LOOPBACK = ("127.0.0.1", "localhost")
LARGEST_ANSWER = 64 * 1024
CONNECT_SECONDS = 5.0
PASSING = {408, 409, 425, 429}
MEND = "set GATEHOUSE_TEAMS to the reference of the URL that Teams shows for the workflow"


@dataclass(frozen=True, kw_only=True)
class Teams:
    """One channel.  `url` gives the workflow's URL, which lets in whoever knows it.

    `seconds` is how long an answer may take.
    """

    url: Callable[[], str]
    seconds: float = 30.0

    def tell(self, notice: Notice) -> None:
        """Post the card, when it is the turn of the first of all who are told the same."""
        if notice.among and notice.to != notice.among[0]:
            return
        status, after = post(workflow(self.url()), card_message(notice), self.seconds)
        if status in PASSING or status >= 500:
            raise TryAgainError(f"Teams: the workflow answered {status}", after=delay_in(after))
        if status not in (200, 202):
            raise CredentialsError(
                f"Teams: the workflow answered {status}: it was deleted or turned off, or its URL"
                f" has changed; {MEND}"
            )

    def probe(self) -> str:
        """Whether the workflow's host is there; a card is not posted.  Raises as `tell` does."""
        place = workflow(self.url())
        connected(place, self.seconds).close()
        return f"Teams: {place.hostname} answers; whether the workflow does, only a card can show"


def workflow(url: str) -> SplitResult:
    """Where to post.  Raises `CredentialsError`, which repeats nothing of the URL."""
    try:
        place = urlsplit(url.strip())
        port, host = place.port, place.hostname or ""
        if not url.strip().isascii() or re.search(r"[\s\x00-\x1f\x7f]", url.strip()):
            raise ValueError("letters that no URL has")
    except ValueError:
        # The cause would repeat what it could not read.
        raise CredentialsError(f"Teams: the secret is no URL; {MEND}") from None
    safe = place.scheme == "https" and HOSTS.fullmatch(host) and port in (None, 443)
    if not safe and not (place.scheme == "http" and host in LOOPBACK):
        raise CredentialsError(f"Teams: the secret is not the URL of a workflow; {MEND}")
    return place


def post(place: SplitResult, body: bytes, seconds: float) -> tuple[int, str]:
    """The status, and what `Retry-After` says.

    httpx writes every URL to its log, with the signature in it, and so is not used here.
    """
    connection = connected(place, seconds)
    try:
        headers = {"Content-Type": "application/json", "User-Agent": "gatehouse"}
        connection.request("POST", f"{place.path or '/'}?{place.query}", body, headers)
        answer = connection.getresponse()
        answer.read(LARGEST_ANSWER)
    except (OSError, HTTPException) as error:
        raise TryAgainError(f"Teams: no answer from {place.hostname}") from error
    finally:
        connection.close()
    return answer.status, answer.headers.get("Retry-After", "")


def connected(place: SplitResult, seconds: float) -> HTTPConnection:
    """A connection to the workflow's host.  Raises `TryAgainError` where there is none."""
    kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = kind(place.hostname or "", place.port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
    except OSError as error:
        raise TryAgainError(f"Teams: {place.hostname} cannot be reached") from error
    connection.sock.settimeout(seconds)
    return connection
