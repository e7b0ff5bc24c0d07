"""The variables file of Azure Pipelines, read as the plain file of settings that it stands for (R-010).

https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/variables
There every value is text, and names are alike whatever their case.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.core.document import Document, Fault, UnreadableDocumentError
from shared.core.faults import shown
from shared.core.findings import Priority
from shared.core.values import Kind, is_expression
from shared.core.variables import MODEL_VARIABLES

VARIABLES: Final = "variables"
ENTRIES: Final = ({"name", "value"}, {"name", "value", "readonly"})
WAY_OUT: Final = "Write `- name: NAME` with `value: VALUE` below it."
KNOWN: Final = {variable.name.upper(): variable for variable in MODEL_VARIABLES}
Reader = Callable[[str], Document]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One variable as it is written."""

    name: str
    value: object
    line: int | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The plain file, on the way."""

    read: Reader
    values: dict[str, object]
    lines: dict[str, int]
    faults: list[Fault] = field(default_factory=list)

    def note(self, entry: Entry) -> None:
        """Add a variable, under the name that the bank gives it."""
        known = KNOWN.get(entry.name.upper())
        name = known.name if known else entry.name
        if name in self.values:
            remark = f"{name} is given twice"
            self.blame(remark, "Keep one of the two.", entry.line)
            return
        self.values[name] = understood(entry.value, known.kind, self.read) if known else entry.value
        if entry.line is not None:
            self.lines[name] = entry.line
        if name != entry.name:
            remark = f"{entry.name} is spelt in a way of its own"
            self.blame(remark, f"Write {name}.", entry.line, Priority.NICE)

    def blame(
        self, remark: str, remedy: str, line: int | None, priority: Priority = Priority.REQUIRED
    ) -> None:
        """Note a fault."""
        self.faults.append(
            Fault(remark=remark, remedy=remedy, source="R-043", line=line, priority=priority)
        )


def plain(document: Document, read: Reader) -> Document:
    """What the document says without its `variables:`; one that has none is plain already.

    `read` makes a document of text, for lists and mappings that are written as the text of a value.
    """
    if VARIABLES not in document.values:
        return document
    beside = {name: value for name, value in document.values.items() if name != VARIABLES}
    sheet = Sheet(read=read, values=beside, lines=dict(document.lines))
    for entry in entries_in(document, sheet):
        sheet.note(entry)
    return Document(values=sheet.values, lines=sheet.lines, faults=tuple(sheet.faults))


def groups_in(document: Document) -> tuple[str, ...]:
    """The variable groups that are named: they hold the platform's choices, and nobody reads them
    here (R-011)."""
    given = document.values.get(VARIABLES)
    entries = given if isinstance(given, list) else []
    return tuple(
        str(entry["group"]) for entry in entries if isinstance(entry, Mapping) and is_group(entry)
    )


def entries_in(document: Document, sheet: Sheet) -> Iterator[Entry]:
    """Each variable of either form, in its order."""
    given = document.values[VARIABLES]
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield Entry(name=name, value=value, line=document.line(f"{VARIABLES}.{name}"))
    elif isinstance(given, list):
        for number, entry in enumerate(given):
            yield from listed(document, entry, f"{VARIABLES}.{number}", sheet)
    elif given is not None:
        remark = f"{VARIABLES} is {shown(given)}, where a list or a mapping is asked"
        sheet.blame(remark, WAY_OUT, document.line(VARIABLES))


def listed(document: Document, entry: object, place: str, sheet: Sheet) -> Iterator[Entry]:
    """The variable of one entry, where it is one; groups are passed over."""
    line = document.line(place)
    if not isinstance(entry, Mapping):
        sheet.blame(f"{place} is {shown(entry)}, and no variable", WAY_OUT, line)
    elif set(entry) in ENTRIES and isinstance(entry["name"], str):
        yield Entry(name=entry["name"], value=entry["value"], line=document.line(f"{place}.value"))
    elif "template" in entry or any(map(is_expression, entry)):
        source = entry.get("template", next(iter(entry)))
        remark = f"{place} takes variables from {shown(source)}, which nobody follows here"
        sheet.blame(remark, "Write the variables themselves into this file.", line)
    elif not is_group(entry):
        remark = f"{place} has {', '.join(map(shown, entry))}, and is no variable"
        sheet.blame(remark, WAY_OUT, line)


def is_group(entry: Mapping[str, object]) -> bool:
    """Whether an entry of the list names a variable group."""
    return set(entry) == {"group"}


def understood(value: object, kind: Kind, read: Reader) -> object:
    """What a text means to a kind that does not take text; empty text is nothing at all.

    What means nothing to it stays as it is, and is found wanting.
    """
    if not isinstance(value, str) or kind.fits(value) or is_expression(value):
        return value
    try:
        found = read("value:\n" + "\n".join(f"  {line}" for line in value.splitlines()))
    except UnreadableDocumentError:
        return value
    meant = found.values["value"]
    return meant if meant is None or kind.fits(meant) else value
