"""A file of settings as plain values, each with its line; how it was written is not our affair."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.core.errors import RefusedError
from shared.core.findings import Priority


class UnreadableDocumentError(RefusedError):
    """Text that is no file of settings, or one built to hurt whoever reads it."""

    def __init__(self, remark: str, *, remedy: str, line: int | None = None) -> None:
        place = f"line {line}: " if line else ""
        super().__init__(f"{place}{remark}. {remedy}")
        self.remark = remark
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong, what to do about it, the requirement behind it, where and how grave it is."""

    remark: str
    remedy: str
    source: str
    line: int | None = None
    priority: Priority = Priority.REQUIRED


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a file of settings says: text, numbers, truth values, `None`, lists and mappings.

    `lines` counts from 1 and knows each place by its keys with dots (`thresholds.0.metric`);
    `faults` are those of the way it is written, whatever it says.
    """

    values: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def line(self, place: str) -> int | None:
        """The line of a place, or of the nearest thing around it that has one."""
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        return self.lines.get(place)
