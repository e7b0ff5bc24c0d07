"""Pylint: which files it gets, by which rules, and what it says about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared.adapters.confined_tools.tool import Tool, UnusableReportError, owned
from shared.core.tools import ToolIssue, ToolReport

if TYPE_CHECKING:
    from pydantic import TypeAdapter

HERE = Path(__file__)
PAGES: Final = "https://pylint.readthedocs.io/en/stable/user_guide/messages"
# A file of which pylint says so was not looked at any further.
UNREADABLE: Final = frozenset({"F0001", "F0002", "F0010", "F0011", "E0001"})


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, as pylint's `json2` has it."""

    type: str
    symbol: str
    message: str
    messageId: str
    path: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that pylint prints."""

    messages: list[Message]
    statistics: dict[str, object]


def report(output: bytes, names: Mapping[str, str]) -> ToolReport:
    """What pylint says.  Raises `UnusableReportError` where that is not its report."""
    from pydantic import ValidationError

    try:
        said = adapter().validate_json(output)
    except ValidationError as error:
        raise UnusableReportError("what it printed is not its report") from error
    unread = {
        owned(message.path, names): message.symbol
        for message in said.messages
        if message.messageId in UNREADABLE
    }
    issues = (issue_in(message, names) for message in said.messages)
    return ToolReport(
        tool="pylint",
        issues=tuple(issue for issue in issues if issue.path not in unread),
        unread=unread,
    )


def issue_in(message: Message, names: Mapping[str, str]) -> ToolIssue:
    """A message under the name that the file has in the repository."""
    return ToolIssue(
        path=owned(message.path, names),
        line=message.line,
        rule=f"{message.messageId} {message.symbol}",
        remark=message.message,
        grade=message.type,
        more=f"{PAGES}/{message.type}/{message.symbol}.html",
    )


def adapter() -> "TypeAdapter[Said]":
    """Reads the JSON; made when it is needed, as it takes time."""
    from pydantic import TypeAdapter

    return TypeAdapter(Said)


def defused(text: str) -> str:
    """The text with comments that pylint would obey made into comments that it does not know.

    It has no option for that, as bandit has; the comment keeps its length.
    """
    return text.replace("pylint:", "pylint;")


PYLINT = Tool(
    name="pylint",
    script=HERE.with_name("pylint_alone.py"),
    arguments=(f"--rcfile={HERE.with_name('pylint.ini')}", "--output-format=json2"),
    report=report,
    defused=defused,
)
