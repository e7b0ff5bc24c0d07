"""The pages people see: made on our side, without scripts, and with everything foreign escaped."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.pages import wording
from shared.core.findings import Priority
from shared.core.showing import consultation
from shared.exhibits.dossier import Dossier, dossier
from shared.exhibits.overview import Overview
from shared.exhibits.report import spelled_out
from shared.history import Record

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
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
        own = [
            each for each in asked.voices if each.decision.person.casefold() == person.casefold()
        ]
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
        finalize=wording.harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {each.__name__: each for each in wording.FILTERS}
    made.globals["priorities"] = {int(each): each.name.lower() for each in Priority}
    return made
