"""What a tool of somebody else's says about the files, as remarks of ours."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from shared.core.checks.check import Remark
from shared.core.checks.discretion import discreet, spoken_in
from shared.core.checks.syntax import Unparsed, refusal
from shared.core.checks.tree import Tree, python_sources
from shared.core.findings import Owner, Priority
from shared.core.tools import ToolIssue

PER_FILE: Final = 20


def hearsay(
    tree: Tree, tool: str, priority: Callable[[ToolIssue], Priority | None]
) -> Iterator[Remark]:
    """All that the tool has to say; nothing where it was not asked.

    A tool that broke has passed nothing, and that is ours to mend; a file that it could not look at
    has not been passed either, and that is the team's.
    """
    report = tree.surroundings.tools.get(tool)
    if report is None:
        return
    if report.fault:
        yield broken(report.fault)
        return
    for path, why in (*refused_in(tree), *report.unread.items()):
        yield unlooked_at(tree, tool, path, why)
    in_order = sorted(report.issues, key=lambda issue: (issue.path, issue.line, issue.rule))
    for _, issues in groupby(in_order, key=lambda issue: issue.path):
        yield from told(tree, tuple(issues), priority)


def broken(fault: str) -> Remark:
    """Nothing was judged, whoever made the tool break."""
    return Remark(
        path=".",
        remark=f"the check could not be carried out: {fault}",
        remedy="Divide very large or deeply nested files; where there are none, tell the platform"
        " team. Until it is mended, this counts as not passed.",
        priority=Priority.REQUIRED,
        owner=Owner.GBI,
        broken=True,
    )


def refused_in(tree: Tree) -> Iterator[tuple[str, str]]:
    """The Python that no tool is given."""
    for path, source in python_sources(tree):
        refused = refusal(source)
        if refused:
            yield path, refused.remark


def unlooked_at(tree: Tree, tool: str, path: str, why: str) -> Remark:
    """A file that the tool could not read; where Python cannot either, Python says it better."""
    module = tree.syntax(path)
    if isinstance(module, Unparsed):
        remark = f"{tool} could not look at {path}: {module.remark}"
        return Remark(path=path, remark=remark, remedy=module.remedy, line=module.line)
    remark = f"{tool} could not look at {path}: {why}"
    return Remark(path=path, remark=remark, remedy="Make it simpler, so that tools can read it.")


def told(
    tree: Tree, issues: tuple[ToolIssue, ...], priority: Callable[[ToolIssue], Priority | None]
) -> Iterator[Remark]:
    """The issues of one file, as many as somebody reads."""
    path = issues[0].path
    module = tree.syntax(path)
    spoken = frozenset() if isinstance(module, Unparsed) else spoken_in(module)
    for issue in issues[:PER_FILE]:
        yield Remark(
            path=path,
            remark=f"{issue.rule}: {discreet(issue.remark, spoken)}",
            remedy=f"Change it as {issue.more} says.",
            line=issue.line,
            priority=priority(issue),
        )
    if issues[PER_FILE:]:
        remark = f"there are {len(issues) - PER_FILE} more of these in {path}"
        yield Remark(path=path, remark=remark, remedy="Mend the others, then look again.")
