"""What is wrong with the values of a mapping, each beside its rule and a line that keeps it."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from shared.core.document import Document, Fault
from shared.core.values import is_expression
from shared.core.variables import Variable, is_platforms

MOST_UNKNOWN: Final = 20
MOST_SHOWN: Final = 60


def faults_of(
    document: Document, given: Mapping[str, object], table: tuple[Variable, ...], place: str = ""
) -> Iterator[Fault]:
    """Every value of a mapping held to the table; `place` is where in the document it stands."""
    for variable in table:
        yield from fault_in(document, given.get(variable.name), variable, place)
    names = {variable.name for variable in table}
    unknown = [name for name in given if name not in names]
    for name in unknown[:MOST_UNKNOWN]:
        yield stranger(name, names, place, document.line(f"{place}{name}"))
    if len(unknown) > MOST_UNKNOWN:
        remark = f"{len(unknown) - MOST_UNKNOWN} more names are unknown"
        yield Fault(remark=remark, remedy="Keep data out of settings.", source="R-043")


def fault_in(document: Document, value: object, variable: Variable, place: str) -> Iterator[Fault]:
    """What is wrong with one variable, where something is; no value and null are the same."""
    name = f"{place}{variable.name}"
    line = document.line(name)
    remedy = f"Write `{variable.name}: {variable.example}` with your own value."
    if is_expression(value):
        remark = f"{name} is {shown(value)}, an expression that nobody evaluates here"
        yield Fault(remark=remark, remedy=remedy, source=variable.source, line=line)
    elif value is not None and not variable.kind.fits(value):
        remark = f"{name} is {shown(value)}, where {variable.kind.rule} is asked"
        yield Fault(remark=remark, remedy=remedy, source=variable.source, line=line)
    elif value is None and variable.required:
        yield Fault(remark=f"{name} is missing", remedy=remedy, source=variable.source, line=line)


def stranger(name: str, names: set[str], place: str, line: int | None) -> Fault:
    """A name that means nothing here, or is not the team's to set."""
    label = f"{place}{name[:MOST_SHOWN] if name.isprintable() else shown(name)}"
    if is_platforms(name):
        remedy = "Remove it; ask GBI where the platform's value does not suit the model."
        remark = f"{label} is set by the platform"
        return Fault(remark=remark, remedy=remedy, source="R-048", line=line)
    if is_expression(name):
        remark = f"{label} is an expression that nobody evaluates here"
        remedy = "Write the variables themselves."
        return Fault(remark=remark, remedy=remedy, source="R-043", line=line)
    folded = {known.upper(): known for known in names}
    near = get_close_matches(name[:MOST_SHOWN].upper(), folded, n=1)
    remedy = f"Did you mean {folded[near[0]]}?" if near else "Remove it, or put it in `parameters`."
    return Fault(remark=f"{label} is unknown", remedy=remedy, source="R-043", line=line)


def shown(value: object) -> str:
    """A value as it may be printed: short, and in the words of YAML."""
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
