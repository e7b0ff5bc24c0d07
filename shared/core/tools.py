"""What a tool of somebody else's said about source files."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ToolIssue:
    """One thing a tool found; `rule` is its own name for it (`B602`), `grade` its own for how bad."""

    path: str
    line: int
    rule: str
    remark: str
    grade: str = ""
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class ToolReport:
    """All a tool found.  A `fault` says why that is not all there is: then nothing was passed."""

    tool: str
    version: str = ""
    issues: tuple[ToolIssue, ...] = ()
    fault: str = ""
