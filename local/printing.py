"""What the command line shows to people, and the one way in which it speaks to machines."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from pydantic_core import to_jsonable_python

from shared.core.findings import Finding, Priority
from shared.mirror import Row
from shared.plain_text import lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

COLOURS = {
    "released": "green",
    "rejected": "red",
    "refused": "red",
    "failed": "red",
    "expired": "yellow",
    "superseded": "yellow",
}
WIDE = 200


def console() -> "Console":
    """Where people read."""
    from rich.console import Console

    made = Console(highlight=False)
    if not made.is_terminal:
        made.width = WIDE  # whoever reads a pipe searches for whole words
    return made


def progress(words: str) -> AbstractContextManager[object]:
    """Say what is going on to whoever waits at a terminal, and to nobody else."""
    from rich.console import Console

    return Console(stderr=True, highlight=False).status(plain(words))


def say_json(value: object) -> None:
    """Print one JSON value."""
    print(json.dumps(to_jsonable_python(value), indent=2))


def table(*columns: str) -> "Table":
    """An empty table."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in columns:
        whole = column in ("run", "commit", "updated")
        made.add_column(column, overflow="fold", no_wrap=whole, min_width=len(column))
    return made


def runs_table(rows: Iterable[Row]) -> "Table":
    """Runs as a listing shows them."""
    made = table("run", "commit", "team", "stage", "updated")
    for row in rows:
        made.add_row(
            plain(row.run_id),
            plain(row.commit[:8]),
            plain(row.team),
            plain(row.waiting) or coloured(plain(row.stage)),
            f"{row.updated:%m-%d %H:%M}" if row.updated else "",
        )
    return made


def findings_table(findings: Iterable[Finding]) -> "Table":
    """Findings, the gravest first, each with what to do about it."""
    made = table("priority", "where", "what is wrong, and what to do", "check", "owner", "standard")
    for finding in findings:
        place = f"{finding.path}:{finding.line}" if finding.line else finding.path
        colour = "red" if finding.priority is Priority.REQUIRED else "yellow"
        made.add_row(
            f"[{colour}]{finding.priority} {finding.priority.name.lower()}[/]",
            plain(place),
            f"{plain(finding.remark)}\n[dim]{plain(finding.remedy)}[/]",
            finding.check,
            finding.owner,
            finding.standard,
        )
    return made


def print_facts(facts: Mapping[str, object]) -> None:
    """Print a name and a value on each line, whole however long it is, to be copied from there."""
    width = max(map(len, facts))
    for name, value in facts.items():
        console().print(f"[dim]{name:{width}}[/]  {plain(str(value))}", soft_wrap=True)


def coloured(stage: str) -> str:
    """A stage in the colour of its meaning."""
    return f"[{COLOURS.get(stage, 'cyan')}]{stage}[/]"


def plain(text: str) -> str:
    """Text from outside, which is neither markup nor moves a cursor."""
    from rich.markup import escape

    return escape(lines(text))


def show(as_json: bool, value: object, tell: Callable[[], None]) -> None:
    """Speak to a machine or to people."""
    if as_json:
        say_json(value)
    else:
        tell()
