"""The pages people see: made on our side, without scripts, and with everything foreign escaped."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shared.core.findings import Priority
from shared.core.showing import consultation
from shared.dossier import Dossier, dossier, spelled_out
from shared.history import Record
from shared.overview import Overview
from shared.plain_text import visible

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parents[2] / "functions" / "templates"
REFRESH = 5
GRAVEST, MOST_FINDINGS = 10, 200


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Renders pages as UTF-8; `root` leads from a page's address to that of the list of runs."""

    templates: Path = TEMPLATES

    def runs(self, overview: Overview, now: datetime) -> bytes:
        """The list of runs; it loads itself again while one of them is alive."""
        return self.render("runs", root="", overview=overview, now=now, refresh=overview.alive)

    def run(self, dossier: Dossier, now: datetime, *, still: bool = False) -> bytes:
        """One run; unless it is to stand still, it loads itself again while the run is alive."""
        alive = not dossier.ending
        return self.render(
            "run",
            root="../",
            run=dossier,
            now=now,
            alive=alive,
            refresh=alive and not still,
            most_findings=MOST_FINDINGS,
        )

    def approval(
        self,
        record: Record,
        environment: str,
        person: str,
        form_token: str,
        objection: str,
        *,
        sent: str = "",
    ) -> bytes:
        """The evidence on one page, and the form unless there is an objection.

        `sent` is the verdict the person has just sent, while the run may not have heard it yet.
        """
        run = record.run
        asked = consultation(run, run.policy.environment(environment))
        own = [voice for voice in asked.voices if voice.decision.person == person]
        return self.render(
            "approval",
            root="../../",
            run=dossier(record, spelled_out(run)),
            asked=asked,
            reader=person,
            own=own,
            form_token=form_token,
            objection=objection,
            sent=sent if not own else "",
            most_findings=GRAVEST,
        )

    def trouble(self, status: int, reason: str, remedy: str, root: str) -> bytes:
        """Why there is nothing to be seen, and what to do about it."""
        return self.render("trouble", root=root, status=status, reason=reason, remedy=remedy)

    def render(self, name: str, **values: object) -> bytes:
        """The named template, filled in."""
        template = environment(self.templates).get_template(f"{name}.html.j2")
        return template.render(**{"refresh": False, **values, "every": REFRESH}).encode()


@cache
def environment(templates: Path) -> "Environment":
    """The templates, each read once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "clock": clock,
        "facts": facts,
        "figure": figure,
        "moment": moment,
        "pretty": pretty,
        "span": span,
        "words": words,
    }
    made.globals["priorities"] = {int(each): each.name.lower() for each in Priority}
    return made


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
