"""Whom the platform asks about a model before judging it: the same before a push and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shared import code_index, tools_asked
from shared.core.checks.tree import Tree
from shared.core.clones import Clones
from shared.core.policy import Policy
from shared.core.surroundings import Surroundings
from shared.core.tools import ToolReport
from shared.known_runtimes import known_runtimes
from shared.ports import Blobs, PrincipalDirectory, Tools


@dataclass(frozen=True, kw_only=True)
class Examiners:
    """Everybody who is asked; whoever is `None` is not, and nothing is judged by their answer.

    `runtime` is the key of the Databricks runtime that the platform's clusters have, `code` keeps
    the index of the organisation's code.
    """

    policy: Policy
    runtime: str = ""
    tools: Tools | None = None
    principals: PrincipalDirectory | None = None
    code: Blobs | None = None


def surroundings(
    tree: Tree, team: str, here: Examiners, today: date, repository: str = ""
) -> Surroundings:
    """All answers about a model of a team; without its `repository` that is told by its files."""
    environments = here.policy.names
    return Surroundings(
        environments=environments,
        today=today,
        runtime=here.runtime,
        runtimes=known_runtimes(),
        tools=asked(tree, here),
        principals=None
        if here.principals is None
        else here.principals.principals(team, environments),
        clones=clones_of(tree, here, repository),
    )


def clones_of(tree: Tree, here: Examiners, repository: str) -> Clones | None:
    """What of the model's code stands in other repositories, too."""
    return code_index.clones(here.code, repository, tree.files) if here.code else None


def asked(tree: Tree, here: Examiners) -> Mapping[str, ToolReport]:
    """What each tool says about the model's Python."""
    return tools_asked.about(tree, here.tools, tools_wanted(here.policy)) if here.tools else {}


def tools_wanted(policy: Policy) -> tuple[str, ...]:
    """The tools that are asked: pylint only where the policy says so."""
    return ("bandit", "pylint") if policy.pylint else ("bandit",)
