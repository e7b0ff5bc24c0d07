"""What a check has to say, and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Owner(StrEnum):
    """Every check and every step has exactly one owner (R-001)."""

    GBI = "GBI"
    MODEL_DEV = "Model Dev"


class Priority(IntEnum):
    """The bank's scale (R-044).  What blocks where is policy, never the check's business."""

    REQUIRED = 1
    EXPECTED = 2
    ADVISED = 3
    NICE = 4
    OPTIONAL = 5


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A reason to hold a candidate back, placed where its owner can mend it.

    `path` counts from the root of the repository.  `broken` says that a check could not be carried
    out: then nothing was judged, and nothing was passed.
    """

    check: str
    priority: Priority
    owner: Owner
    path: str
    remark: str
    remedy: str
    standard: str
    line: int | None = None
    broken: bool = False


def tally(findings: Iterable[Finding]) -> dict[str, dict[int, int]]:
    """How many findings each check has, of each priority."""
    counts: dict[str, dict[int, int]] = {}
    for finding in findings:
        of_check = counts.setdefault(finding.check, {})
        of_check[int(finding.priority)] = of_check.get(int(finding.priority), 0) + 1
    return counts
