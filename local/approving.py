"""Approve as a person does: open the link in the letter, look at the page, send its form."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from shared.adapters.mailbox import Mailbox

LINK = re.compile(r"https?://\S+/api/approvals/\S+")
PATIENCE = 30.0
LONGEST_ANSWER = 500


class ApprovalError(Exception):
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

    Raises `ApprovalError` where there is no letter, no form, or the page refuses.
    """
    import httpx

    link = link_for(mailbox, decision)
    with httpx.Client(timeout=PATIENCE, trust_env=False) as browser:
        page = browser.get(link)
        fields = form_of(page.text)
        if page.status_code != 200 or "form_token" not in fields:
            raise ApprovalError(text_of(page.text))
        fields |= {"verdict": decision.verdict, "comment": decision.comment}
        address = urlsplit(link)
        origin = {"Origin": f"{address.scheme}://{address.netloc}"}
        answer = browser.post(link, data=fields, headers=origin)
    if answer.status_code != 303:
        raise ApprovalError(text_of(answer.text))
    return answer.headers["Location"]


def link_for(mailbox: Mailbox, decision: Decision) -> str:
    """The link in the person's own letter."""
    key = f"{decision.run_id}/approval@{decision.environment}"
    for letter in mailbox.letters(to=decision.person):
        link = LINK.search(letter.text)
        if letter.key == key and link:
            return link[0]
    raise ApprovalError(
        f"{decision.person} was not asked to approve {decision.run_id} for {decision.environment}"
    )


def form_of(page: str) -> dict[str, str]:
    """The fields that the page's form already holds."""
    reader = FormReader()
    reader.feed(page)
    return reader.fields


class FormReader(HTMLParser):
    """Reads hidden fields and text off a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.words: list[str] = []
        self.shown = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a hidden field."""
        given = dict(attrs)
        self.shown = self.shown or tag == "body"
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given.get("name") or ""] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        """Note the words that people see."""
        if self.shown:
            self.words.extend(data.split())


def text_of(page: str) -> str:
    """What a page says, in short."""
    reader = FormReader()
    reader.feed(page)
    return " ".join(reader.words)[:LONGEST_ANSWER]
