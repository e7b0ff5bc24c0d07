"""Bandit: which files it gets, by which rules, and what it says about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.confined_tools.tool import Tool, UnusableReportError, owned
from shared.core.tools import ToolIssue, ToolReport

if TYPE_CHECKING:
    from pydantic import TypeAdapter

TOTALS = "_totals"
HERE = Path(__file__)
RULES = HERE.with_name("bandit.yml")
# B105 to B107 end with the password they found: "Possible hardcoded password: 'hunter2'".
TELLTALES = frozenset({"B105", "B106", "B107"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """One result, as bandit's JSON has it."""

    filename: str
    line_number: int
    test_id: str
    issue_text: str
    issue_severity: str
    more_info: str = ""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A file that bandit could not look at: it says so here, and ends with 0."""

    filename: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that bandit prints; `metrics` has a line for every file it looked at."""

    results: list[Found]
    errors: list[Failed]
    metrics: dict[str, object]


def report(output: bytes, names: Mapping[str, str]) -> ToolReport:
    """What bandit says.  Raises `UnusableReportError` where it is not about all of the files."""
    from pydantic import ValidationError

    try:
        said = adapter().validate_json(output)
    except ValidationError as error:
        raise UnusableReportError("what it printed is not its report") from error
    seen = {owned(name, names) for name in said.metrics if name != TOTALS}
    left_out = [path for path in names.values() if path not in seen]
    if left_out:
        raise UnusableReportError(f"it did not look at {left_out[0]}")
    return ToolReport(
        tool="bandit",
        issues=tuple(issue_in(found, names) for found in said.results),
        unread={owned(error.filename, names): error.reason for error in said.errors},
    )


def issue_in(found: Found, names: Mapping[str, str]) -> ToolIssue:
    """A result under the name that the file has in the repository."""
    remark = found.issue_text
    if found.test_id in TELLTALES:
        remark = remark.partition(":")[0]
    return ToolIssue(
        path=owned(found.filename, names),
        line=found.line_number,
        rule=found.test_id,
        remark=remark,
        grade=found.issue_severity.lower(),
        more=found.more_info,
    )


def adapter() -> "TypeAdapter[Said]":
    """Reads the JSON; made when it is needed, as it takes time."""
    from pydantic import TypeAdapter

    return TypeAdapter(Said)


BANDIT = Tool(
    name="bandit",
    script=HERE.with_name("bandit_alone.py"),
    arguments=("-q", "-f", "json", "-n", "1", "--ignore-nosec", "-c", str(RULES)),
    report=report,
)
