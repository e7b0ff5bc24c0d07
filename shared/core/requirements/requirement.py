"""One library that is asked for, or a line that asks for something no job can have."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.specifiers import SpecifierSet

LONGEST: Final = 1_000
MOST: Final = 2_000
SHOWN: Final = 60
NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
WRITE: Final = "Write NAME==VERSION, as PyPI has it."
SOURCES: Final = "Remove it: the platform says which index libraries come from, and how."


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A library by its canonical name (PEP 503), `python` being Python itself.

    `text` is how pip understands it, `written` how the team has put it.
    """

    name: str
    text: str
    written: str
    specifier: "SpecifierSet"
    marker: "Marker | None" = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Odd:
    """A line that was not understood; credentials that it may hold are not repeated."""

    remark: str
    remedy: str
    line: int | None = None


Entry = Wanted | Odd


def canonical(name: str) -> str:
    """A name as PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    """The canonical name that a requirement begins with, or the whole where there is none."""
    form = NAME.match(requirement)
    return canonical(form[0] if form else requirement)


def wanted(text: str, line: int | None = None, written: str = "") -> Entry:
    """A requirement in the form of PEP 508; links are refused."""
    from packaging.requirements import InvalidRequirement, Requirement

    if "://" in text or text.startswith((".", "/")):
        return Odd(remark=f"{shown(text)} is a link or a path", remedy=SOURCES, line=line)
    try:
        found = Requirement(text[: LONGEST + 1])
    except (InvalidRequirement, ValueError, RecursionError):
        remark = f"{shown(text)} is no requirement that pip understands"
        return Odd(remark=remark, remedy=WRITE, line=line)
    if found.url or len(text) > LONGEST:
        remark = f"{shown(text)} is a link" if found.url else f"{shown(text)} is endless"
        return Odd(remark=remark, remedy=WRITE, line=line)
    return Wanted(
        name=canonical(found.name),
        text=text,
        written=written or text,
        specifier=found.specifier,
        marker=found.marker,
        line=line,
    )


def shown(text: str) -> str:
    """The beginning of a line, without what may be a password or a token in a link."""
    return repr(re.sub(r"(?<=://).*", "…", text.partition("@")[0])[:SHOWN].strip())


def bounded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """As many entries as somebody may be expected to have written."""
    for number, entry in enumerate(entries):
        if number >= MOST:
            remark = f"more than {MOST} libraries are named"
            yield Odd(remark=remark, remedy="Name what the code imports.", line=entry.line)
            return
        yield entry
