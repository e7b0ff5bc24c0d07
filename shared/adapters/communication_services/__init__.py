"""Mail by Azure Communication Services: the same letter is one operation, however often it is sent.

https://learn.microsoft.com/rest/api/communication/email/email/send
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.adapters.communication_services.opening import API, NAME, client_of
from shared.adapters.communication_services.troubles import trouble
from shared.core.errors import RefusedError
from shared.delays import delay_in
from shared.letters import header, mail_address, name_of, plain
from shared.plain_text import line, lines
from shared.ports import Notice

if TYPE_CHECKING:
    from azure.communication.email import EmailClient
    from azure.core.rest import HttpResponse

TAKEN_ALREADY = (400, 409)
UNDERWAY = ("NotStarted", "Running")


@dataclass(frozen=True, kw_only=True)
class CommunicationServices:
    """One Communication Services resource that sends our letters.

    `markup` gives a notice as HTML.  Who we are the platform says; `key` gives the access key of a
    stand-in on this machine, and of nothing else.  An answer may take so many `seconds`.
    `patience` is how many more we wait to hear what became of a letter: then it is on its way, and
    the operation's id leads to the rest.
    """

    endpoint: str
    sender: str
    markup: Callable[[Notice], str]
    key: Callable[[], str] | None = None
    seconds: float = 30.0
    patience: float = 20.0
    opened: "list[EmailClient]" = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def tell(self, notice: Notice) -> None:
        """Hand the letter over, and see that it is on its way."""
        operation = str(operation_of(notice))
        with trouble(f"the letter to {notice.to}"):
            state = self.sent(notice, operation)
            self.follow(notice, operation, state)

    def probe(self) -> str:
        """Whether we are known there: asks for a letter that nobody sent.  Raises as `tell` does."""
        with trouble("a letter that nobody sent"):
            answer = self.asked(str(UUID(int=0)))
            if answer.status_code not in (200, 404):
                answer.raise_for_status()
        return f"{NAME}: {self.endpoint} takes letters of {self.sender}"

    def sent(self, notice: Notice, operation: str) -> str:
        """The state of the letter's operation once it has been handed over, now or before."""
        from azure.core.exceptions import HttpResponseError

        letter = message(notice, self.sender, self.markup(notice))
        try:
            poller = self.client().begin_send(letter, operation_id=operation, polling=False)
        except HttpResponseError as error:
            # The words of a letter that is sent again may differ, in the time that a link carries.
            known = self.asked(operation) if error.status_code in TAKEN_ALREADY else None
            if known is None or known.status_code != 200:
                raise
            return state_of(known.json())
        return state_of(poller.result())

    def follow(self, notice: Notice, operation: str, state: str) -> None:
        """Wait for the end of the operation, as long as that makes sense."""
        until = time.monotonic() + self.patience
        while state in UNDERWAY:
            answer = self.asked(operation)
            answer.raise_for_status()
            state, pause = state_of(answer.json()), delay_in(answer.headers.get("Retry-After", "1"))
            if state in UNDERWAY and time.monotonic() + pause.total_seconds() > until:
                return
            time.sleep(pause.total_seconds() if state in UNDERWAY else 0)
        if state != "Succeeded":
            raise RefusedError(
                f"{NAME}: the letter to {notice.to} was not sent: {state}; look for the operation"
                f" {operation} in the resource's log"
            )

    def asked(self, operation: str) -> "HttpResponse":
        """What the service says of an operation."""
        from azure.core.rest import HttpRequest

        path = f"/emails/operations/{operation}?api-version={API}"
        address = f"{self.endpoint.rstrip('/')}{path}"
        return self.client().send_request(HttpRequest("GET", address))

    def client(self) -> "EmailClient":
        """The one client, made when it is first needed; it is safe under concurrent use."""
        with self.lock:
            if not self.opened:
                self.opened.append(client_of(self.endpoint, self.key, self.seconds))
            return self.opened[0]


def operation_of(notice: Notice) -> UUID:
    """The same for the same key and person, whatever is said."""
    return uuid5(NAMESPACE_URL, f"gatehouse:{name_of(notice)}")


def message(notice: Notice, sender: str, html: str) -> dict[str, object]:
    """The letter as the service takes it."""
    return {
        "senderAddress": mail_address(sender).addr_spec,
        "recipients": {"to": [{"address": mail_address(notice.to).addr_spec}]},
        "content": {
            "subject": header(notice.subject),
            "plainText": lines(plain(notice)),
            "html": html,
        },
        "headers": {"X-Gatehouse-Key": header(notice.key).encode("ascii", "replace").decode()},
        "userEngagementTrackingDisabled": True,
    }


def state_of(document: object) -> str:
    """How an operation stands and, where it went wrong, the code that says why."""
    match document:
        case {"status": str(status), "error": {"code": str(code)}}:
            return f"{line(status, 40)} ({line(code, 80)})"
        case {"status": str(status)}:
            return line(status, 40)
    return "unknown"
