"""Letters with markup: the same words as the plain one, for mail programs that show more."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shared.letters import invitation
from shared.plain_text import line, lines
from shared.ports import Notice

if TYPE_CHECKING:
    from jinja2 import Template

FOLDER = Path(__file__).parent


def markup(notice: Notice) -> str:
    """The notice as HTML, without scripts, pictures or anything else that is fetched."""
    return sheet().render(
        title=line(notice.subject),
        paragraphs=lines(notice.text).split("\n\n"),
        facts=[(line(name), line(value)) for name, value in notice.facts],
        link=line(notice.link),
        invitation=invitation(notice),
        key=line(notice.key),
    )


@cache
def sheet() -> "Template":
    """The template, read once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return made.get_template("letter.html.j2")
