"""Whom the platform asks about a model before judging it: the same before a push and after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared.core.checks.tree import Tree, python_paths, python_sources
from shared.core.policy import Policy
from shared.core.surroundings import Surroundings
from shared.core.tools import ToolReport
from shared.ports import PrincipalDirectory, Tools


@dataclass(frozen=True, kw_only=True)
class Examiners:
    """Everybody who is asked; whoever is `None` is not, and nothing is judged by their answer.

    `runtime` is the key of the Databricks runtime that the platform's clusters have.
    """

    policy: Policy
    runtime: str = ""
    tools: Tools | None = None
    principals: PrincipalDirectory | None = None


def surroundings(tree: Tree, team: str, here: Examiners, today: date) -> Surroundings:
    """All answers about a model that belongs to a team."""
    environments = here.policy.names
    return Surroundings(
        environments=environments,
        today=today,
        runtime=here.runtime,
        tools=said_by_tools(tree, here),
        principals=None
        if here.principals is None
        else here.principals.principals(team, environments),
    )


def said_by_tools(tree: Tree, here: Examiners) -> Mapping[str, ToolReport]:
    """What each tool says about all Python; pylint is asked where the policy says so."""
    if here.tools is None:
        return {}
    tools = ("bandit", "pylint") if here.policy.pylint else ("bandit",)
    names = {path: module_name(tree, path) for path in python_paths(tree)}
    sources = {names[path]: source for path, source in python_sources(tree)}
    paths = {name: path for path, name in names.items()}
    return {tool: placed(here.tools.run(tool, sources), paths) for tool in tools}


def module_name(tree: Tree, path: str) -> str:
    """What a tool takes for a module, also where a notebook holds the Python; nobody else's name."""
    name = path
    while not name.endswith(".py") or (name != path and name in tree.names):
        name = f"{name}.py"
    return name


def placed(report: ToolReport, paths: Mapping[str, str]) -> ToolReport:
    """What was said, of the files as the folder names them."""
    issues = (replace(issue, path=paths.get(issue.path, issue.path)) for issue in report.issues)
    return replace(report, issues=tuple(issues))
