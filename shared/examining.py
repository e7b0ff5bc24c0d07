"""Whom the platform asks about a model before judging it: the same before a push and after."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

from shared import code_index
from shared.core.checks.syntax import Unparsed
from shared.core.checks.tree import Tree, python_sources
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
        tools=said_by_tools(tree, here),
        principals=None
        if here.principals is None
        else here.principals.principals(team, environments),
        clones=clones_of(tree, here, repository),
    )


def clones_of(tree: Tree, here: Examiners, repository: str) -> Clones | None:
    """What of the model's code stands in other repositories, too."""
    return code_index.clones(here.code, repository, tree.files) if here.code else None


def said_by_tools(tree: Tree, here: Examiners) -> Mapping[str, ToolReport]:
    """What each tool says about all Python; pylint is asked where the policy says so.

    They get what Python can parse, within its bounds: on the rest they break or take for ever.
    """
    if here.tools is None:
        return {}
    sources = {
        path: source
        for path, source in python_sources(tree)
        if not isinstance(tree.syntax(path), Unparsed)
    }
    names = ("bandit", "pylint") if here.policy.pylint else ("bandit",)
    run = partial(here.tools.run, files=sources)
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        return dict(zip(names, pool.map(run, names), strict=True))
