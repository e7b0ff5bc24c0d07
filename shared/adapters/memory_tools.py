"""Tools that know one rule each, by name: calls of `eval`; and what they were asked."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shared.core.tools import ToolIssue, ToolReport

RULES = {"bandit": ("B307", "medium"), "pylint": ("W0123 eval-used", "warning")}


@dataclass(frozen=True, kw_only=True)
class MemoryTools:
    """Answers as the tools do; where `faults` has something for a tool, it breaks with that."""

    faults: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def run(self, tool: str, files: Mapping[str, str]) -> ToolReport:
        """What the tool says about the files."""
        self.asked.append((tool, tuple(files)))
        unread = {path: "syntax error" for path, text in files.items() if not readable(text)}
        sound = {path: text for path, text in files.items() if path not in unread}
        return ToolReport(
            tool=tool,
            version="0",
            issues=tuple(issue for path in sound for issue in issues(tool, path, sound[path])),
            unread=unread,
            fault=self.faults.get(tool, ""),
        )


def readable(text: str) -> bool:
    """Whether it is Python."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def issues(tool: str, path: str, text: str) -> Iterator[ToolIssue]:
    """A call of `eval` on every line that has one."""
    rule, grade = RULES[tool]
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(r"\beval\(", line):
            yield ToolIssue(path=path, line=number, rule=rule, remark="eval is used", grade=grade)
