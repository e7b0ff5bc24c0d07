"""What a tool of somebody else's said about source files."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    """All a tool found.  A `fault` says why that is not all there is: then nothing was passed.

    `unread` says of each file that the tool could not look at why it could not: none was passed.
    """

    tool: str
    version: str = ""
    issues: tuple[ToolIssue, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
