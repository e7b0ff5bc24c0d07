"""How times, figures and names read on a page, and how foreign text is made harmless to the eye."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from shared.plain_text import visible


def harmless(value: object) -> object:
    """The value, with characters that nobody sees or that turn text around spelled out."""
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    kept = value.replace("\r\n", "\n")
    return "".join(each if visible(each) else f"[U+{ord(each):04X}]" for each in kept)


def moment(at: datetime | None) -> str:
    """A date and time in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else "—"


def clock(at: datetime, day: datetime) -> str:
    """A time of day, with its date where that is not the day given."""
    there, here = at.astimezone(UTC), day.astimezone(UTC)
    return f"{there:%H:%M:%S}" if there.date() == here.date() else f"{there:%d %b %H:%M}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units."""
    seconds = max(int(length.total_seconds()), 0)
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s"))
    named = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(named[:2]) or "under 1 s"


def figure(value: float | None) -> str:
    """A number with six significant digits."""
    return "—" if value is None else f"{value:.6g}"


def words(name: str) -> str:
    """The name of a message as people read it: `Model pushed`."""
    spaced = "".join(f" {each.lower()}" if each.isupper() else each for each in name)
    return spaced.strip().capitalize()


def pretty(document: object) -> str:
    """A JSON document, indented."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def facts(value: object) -> dict[str, object]:
    """The fields of a value by name, where they say something."""
    return {name: each for name, each in asdict(value).items() if each not in ("", None, ())}  # type: ignore[call-overload]


FILTERS = (clock, facts, figure, moment, pretty, span, words)
