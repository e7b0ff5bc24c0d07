"""Whom the platform asks about a model before judging it: the same before a push and after."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

from shared.core.checks.syntax import too_large
from shared.core.checks.tree import Tree
from shared.core.policy import Policy
from shared.core.surroundings import Surroundings
from shared.core.tools import ToolReport
from shared.ports import PrincipalDirectory, Tools

MIB = 1024 * 1024
# 150,000 lines; a tool takes half a minute for them, on two cores.
MOST_SOURCE = 6 * MIB


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
    """What each tool says about the Python files; pylint is asked where the policy says so."""
    if here.tools is None:
        return {}
    names = ("bandit", "pylint") if here.policy.pylint else ("bandit",)
    run = partial(said_by, tools=here.tools, sources=dict(sources_in(tree)))
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        return dict(zip(names, pool.map(run, names), strict=True))


def said_by(tool: str, *, tools: Tools, sources: Mapping[str, str]) -> ToolReport:
    """What one tool says, unless there is more than it could look at in time."""
    if sum(map(len, sources.values())) > MOST_SOURCE:
        fault = f"there are more than {MOST_SOURCE // MIB} MiB of Python"
        return ToolReport(tool=tool, fault=fault)
    return tools.run(tool, sources)


def sources_in(tree: Tree) -> Iterator[tuple[str, str]]:
    """The Python files that are within the bounds of a parser."""
    for path, text in tree.files.items():
        if path.endswith(".py") and not too_large(text):
            yield path, text
