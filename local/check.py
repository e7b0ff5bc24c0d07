"""Judges a working directory before it is pushed: the same checks, bounds and verdict."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from local.working_directory import snapshot_of
from shared.core.checks import inspect, rank
from shared.core.checks.folders import models_in
from shared.core.checks.tree import Tree
from shared.core.document import Document
from shared.core.findings import Finding
from shared.core.policy import Policy
from shared.core.trees import Limits
from shared.examining import Examiners, surroundings
from shared.model_folder import tree_in
from shared.namesakes import namesakes

NOBODY = Examiners(policy=Policy())


def check(
    directory: Path,
    examiners: Examiners = NOBODY,
    today: date = date.min,
    repository: str = "",
) -> tuple[Finding, ...]:
    """What speaks against the models in a directory, the gravest first, and each thing once.

    `repository` is its name at the platform, empty where it is not known.  Raises
    `UnreadableSourceError` where no commit of it would be read.
    """
    snapshot = snapshot_of(directory, Limits())
    folders = models_in(snapshot.files) or (".",)
    found: dict[Finding, None] = {}
    for folder in folders:
        tree = examined(tree_in(snapshot, folder), examiners, today, repository)
        found |= dict.fromkeys(namesakes(snapshot, folder, repository or directory.name))
        found |= dict.fromkeys(inspect(tree))
    return tuple(sorted(found, key=rank))


def examined(tree: Tree, examiners: Examiners, today: date, repository: str) -> Tree:
    """The tree, with what everybody says about it who is asked."""
    named = tree.model_file.values.get("TEAM_NAME") if isinstance(tree.model_file, Document) else ""
    asked = surroundings(tree, str(named or ""), examiners, today, repository)
    return replace(tree, surroundings=asked)
