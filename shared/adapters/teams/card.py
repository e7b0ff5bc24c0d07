"""The card that a channel shows: everybody may read it, and nothing in it is more than words.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
"""

from shared.codec import document
from shared.core.errors import RefusedError
from shared.plain_text import line, lines
from shared.ports import Notice

LARGEST_CARD = 28 * 1024
LONGEST_TEXT = 8000
CARD = "application/vnd.microsoft.card.adaptive"


def card_message(notice: Notice) -> bytes:
    """The message with the card, its text shortened until it fits."""
    longest = LONGEST_TEXT
    while len(body := document(message(notice, longest))) > LARGEST_CARD:
        longest //= 2
        if not longest:
            raise RefusedError(f"Teams: the card {notice.key[:80]} does not fit into a message")
    return body


def message(notice: Notice, longest: int) -> dict[str, object]:
    """What the workflow takes."""
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            words(line(notice.subject), longest, size="large", weight="bolder"),
            *(words(part, longest) for part in shortened(notice.text, longest).split("\n") if part),
            *(fact(name, value, longest) for name, value in facts(notice)),
            words(line(notice.key), longest, size="small", isSubtle=True),
        ],
        "actions": [
            {"type": "Action.OpenUrl", "title": "Open in Gatehouse", "url": line(notice.page)}
        ]
        if notice.page
        else [],
    }
    attachment = {"contentType": CARD, "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def facts(notice: Notice) -> tuple[tuple[str, str], ...]:
    """What the card says beside its text: people in the channel want to know who was told."""
    told = ", ".join(notice.among or (notice.to,))
    return (*notice.facts, ("Told", told))


def words(text: str, longest: int, **style: object) -> dict[str, object]:
    """A block of plain words: nothing in it is read as Markdown, as in a `TextBlock` it would be.

    https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
    """
    return {"type": "RichTextBlock", "inlines": [run(text, longest, **style)]}


def fact(name: str, value: str, longest: int) -> dict[str, object]:
    """A name and its value; a `FactSet` would read them as Markdown."""
    inlines = [run(f"{line(name)}: ", longest, weight="bolder"), run(line(value), longest)]
    return {"type": "RichTextBlock", "spacing": "small", "inlines": inlines}


def run(text: str, longest: int, **style: object) -> dict[str, object]:
    """Some words; `{{DATE(...)}}` would be worked out even here."""
    shown = shortened(text, longest).replace("{{", "{ {")
    return {"type": "TextRun", "text": shown, **style}


def shortened(text: str, longest: int) -> str:
    """As much of the text as fits."""
    shown = lines(text)
    return f"{shown[: longest - 1]}…" if len(shown) > longest else shown
