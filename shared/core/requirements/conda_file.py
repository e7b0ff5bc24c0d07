"""The libraries of a conda file, under the names that PyPI has for them."""

import re
from collections.abc import Iterator

from shared.core.document import Document
from shared.core.requirements import pip_file
from shared.core.requirements.requirement import (
    LONGEST,
    Entry,
    Odd,
    bounded,
    shown,
    wanted,
)

SPECIFIED = re.compile(
    r"(?:[\w-]+::)?(?P<name>[A-Za-z0-9][\w.-]*)"
    r"(?:(?:\s*(?P<sign>==?|~=|!=|[<>]=?)\s*|\s+)(?P<version>[\w.*+!]+(?:,(?:==|~=|!=|[<>]=?)[\w.*+!]+)*))?"
)
NOT_FROM_PYPI = re.compile(
    r"(?i)^(_.*|r-.*|r|lib(?!cst$|pysal$|rosa$).*|cuda.*|cudnn|mkl|openjdk|nodejs|gcc.*|gxx.*|gfortran.*|compilers"
    r"|blas|pytorch|pytorch-cuda|.*[-_]devel)$"
)
# What `conda env export` adds: a build of conda's own, of the version that PyPI has, too.
BUILT = re.compile(
    r"(?P<name>[\w:.-]+)(?:=(?P<exact>[\w.+!]+)=| +(?P<apart>[\w.+!]+) +)[\w.]+", re.ASCII
)
REMEDY = "Remove it, name it under pip: as PyPI has it, or ask GBI for an IMAGE that holds it."


def conda_file(document: Document) -> Iterator[Entry]:
    """What each entry of `dependencies` asks for, those under `pip` among them."""
    return bounded(entries(document))


def entries(document: Document) -> Iterator[Entry]:
    """All entries, however many."""
    given = document.values.get("dependencies")
    if not isinstance(given, list):
        remark = "there is no list of dependencies"
        remedy = "Write one library a line under `dependencies:`."
        yield Odd(remark=remark, remedy=remedy, line=document.line("dependencies"))
        return
    for number, entry in enumerate(given):
        place = f"dependencies.{number}"
        listed = entry.get("pip") if isinstance(entry, dict) else None
        if isinstance(listed, list):
            for below, line in enumerate(listed):
                yield pip_file.entry(str(line), document.line(f"{place}.pip.{below}"))
        else:
            yield from_conda(entry, document.line(place))


def from_conda(entry: object, line: int | None) -> Entry:
    """One of conda's specifications; a single `=` is a prefix: `pandas=2.2` is any 2.2."""
    text = entry.strip() if isinstance(entry, str) else ""
    form = SPECIFIED.fullmatch(unbuilt(text)) if len(text) <= LONGEST else None
    if form is None or NOT_FROM_PYPI.match(form["name"]):
        return Odd(remark=f"{shown(str(entry))}: only conda has that", remedy=REMEDY, line=line)
    name, sign, version = form["name"], form["sign"] or "==", form["version"] or ""
    if not version:
        return wanted(name, line)
    if sign == "=" and "," not in version:
        sign, version = "==", f"{version.removesuffix('*').removesuffix('.')}.*"
    return wanted(f"{name}{sign}{version}", line, text)


def unbuilt(text: str) -> str:
    """A specification without its build: with one, the version is no prefix."""
    form = BUILT.fullmatch(text)
    return f"{form['name']}=={form['exact'] or form['apart']}" if form else text
