"""Approve as a person does: open the link in the letter, look at the page, send its form."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.adapters.mailbox import Mailbox
from shared.core.errors import RefusedError

if TYPE_CHECKING:
    from httpx import Client

LINK = re.compile(r"https?://\S+/api/approvals/\S+")
PATIENCE = 30.0
LONGEST_ANSWER = 500


class ApprovalError(RefusedError):
    """The page would not take the decision; the message is what it said."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a person wants to say about a run in an environment."""

    run_id: str
    environment: str
    person: str
    verdict: str
    comment: str = ""


def decide(mailbox: Mailbox, decision: Decision) -> str:
    """Send the decision over the approval page, and return the page's address.

    Raises `ApprovalError` where there is no letter, nobody answers, or the page refuses.
    """
    import httpx

    link = link_for(mailbox, decision)
    try:
        with httpx.Client(timeout=PATIENCE, trust_env=False) as browser:
            return send(browser, link, decision)
    except httpx.HTTPError as error:
        where = origin_of(link)
        raise ApprovalError(f"{where}: {error}; is `gatehouse up` running there?") from error


def send(browser: "Client", link: str, decision: Decision) -> str:
    """Look at the page, fill in its form, and send it as a browser does."""
    page = browser.get(link)
    fields = form_of(page.text)
    if page.status_code != 200 or "form_token" not in fields:
        raise ApprovalError(text_of(page.text))
    fields |= {"verdict": decision.verdict, "comment": decision.comment}
    answer = browser.post(link, data=fields, headers={"Origin": origin_of(link)})
    if answer.status_code != 303:
        raise ApprovalError(text_of(answer.text))
    return answer.headers["Location"]


def origin_of(link: str) -> str:
    """Where a page comes from, as browsers say it."""
    address = urlsplit(link)
    return f"{address.scheme}://{address.netloc}"


def link_for(mailbox: Mailbox, decision: Decision) -> str:
    """The link in the person's own letter."""
    key = f"{decision.run_id}/approval@{decision.environment}"
    for letter in mailbox.letters(to=decision.person):
        link = LINK.search(letter.text)
        if letter.key == key and link:
            return link[0]
    raise ApprovalError(
        f"{decision.person} was not asked to approve {decision.run_id} for {decision.environment};"
        " `gatehouse why` tells for whom it waits"
    )


def form_of(page: str) -> dict[str, str]:
    """The fields that the page's form already holds."""
    return read(page).fields


def text_of(page: str) -> str:
    """What a page says of the decision or, where that is no part of it, all that it says."""
    reader = read(page)
    return " ".join(reader.decision or reader.words).replace(" .", ".")[:LONGEST_ANSWER]


def read(page: str) -> "FormReader":
    """The page, read to its end."""
    reader = FormReader()
    reader.feed(page)
    reader.close()
    return reader


class FormReader(HTMLParser):
    """Reads hidden fields and text off a page; `decision` is what it says about deciding."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.words: list[str] = []
        self.decision: list[str] = []
        self.place = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a hidden field, and where on the page we are."""
        given = dict(attrs)
        if tag == "body" or given.get("id") == "decision":
            self.place = given.get("id") or tag
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given.get("name") or ""] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        """Leave the part of the page that is about deciding."""
        if tag == "section" and self.place:
            self.place = "body"

    def handle_data(self, data: str) -> None:
        """Note the words that people see."""
        if self.place:
            self.words.extend(data.split())
        if self.place == "decision" and self.lasttag != "h2":
            self.decision.extend(data.split())
