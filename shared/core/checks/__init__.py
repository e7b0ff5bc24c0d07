"""What a model's folder must hold before anyone trains from it.

A check is handed the folder as values.  It never opens, imports or runs anything.
"""

from collections.abc import Iterable
from typing import Final

from shared.core.checks import (
    artefacts,
    bandit,
    characters,
    cluster,
    data,
    dataset,
    duplicates,
    environment,
    importing,
    metadata,
    model_file,
    naming,
    notebooks,
    parsing,
    platform_variables,
    principal,
    pylint,
    readme,
    runtime,
    scoring,
    secrets,
    structure,
    templates,
    training,
)
from shared.core.checks.check import Check
from shared.core.checks.tree import Tree
from shared.core.findings import Finding

CHECKS: Final[tuple[Check, ...]] = (
    structure.CHECK,
    model_file.CHECK,
    platform_variables.CHECK,
    metadata.CHECK,
    principal.CHECK,
    dataset.CHECK,
    data.CHECK,
    training.CHECK,
    scoring.CHECK,
    importing.CHECK,
    parsing.CHECK,
    characters.CHECK,
    notebooks.CHECK,
    environment.CHECK,
    runtime.CHECK,
    cluster.CHECK,
    readme.CHECK,
    naming.CHECK,
    bandit.CHECK,
    pylint.CHECK,
    templates.CHECK,
    artefacts.CHECK,
    duplicates.CHECK,
    secrets.CHECK,
)


def inspect(tree: Tree, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """Everything every check finds, the gravest first."""
    found = (finding for check in checks for finding in check.findings(tree))
    return tuple(sorted(found, key=rank))


def rank(finding: Finding) -> tuple[int, str, int, str]:
    """By priority, path and line, and then by what is said."""
    return finding.priority, finding.path, finding.line or 0, finding.remark
