"""Files are named alike everywhere: `.yml`, and underscores instead of dashes (R-007, R-008)."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority

# Names that a tool insists on, and which tool that is.
EXEMPT_NAMES: Final[Mapping[str, str]] = {
    ".copier-answers.yml": "copier keeps the template's answers under this name",
    ".git-blame-ignore-revs": "GitHub reads this name only",
    ".gitlab-ci.yml": "GitLab CI reads this name only",
    ".pre-commit-config.yaml": "pre-commit reads this name only",
    ".pre-commit-hooks.yaml": "pre-commit reads this name only",
    ".python-version": "pyenv reads this name only",
    ".readthedocs.yaml": "Read the Docs reads this name only",
    ".sops.yaml": "SOPS looks for this name",
    ".tool-versions": "asdf and mise read this name only",
    "Chart.yaml": "Helm reads this name only",
    "azure-pipelines.yml": "Azure Pipelines looks for this name",
    "bitbucket-pipelines.yml": "Bitbucket Pipelines reads this name only",
    "catalog-info.yaml": "Backstage looks for this name",
    "conda-lock.yml": "conda-lock writes it",
    "conda.yaml": "MLflow writes it beside MLmodel",
    "docker-compose.override.yml": "Docker Compose looks for this name",
    "docker-compose.yml": "Docker Compose looks for this name",
    "meta.yaml": "MLflow and conda-build give this name",
    "package-lock.json": "npm writes it",
    "pnpm-lock.yaml": "pnpm writes it",
    "pnpm-workspace.yaml": "pnpm reads this name only",
    "python_env.yaml": "MLflow writes it beside MLmodel",
    "values.yaml": "Helm looks for this name",
}
EXEMPT_FOLDERS: Final[Mapping[str, str]] = {
    ".azuredevops/": "Azure DevOps gives the names",
    ".circleci/": "CircleCI gives the names",
    ".devcontainer/": "development containers give the names",
    ".github/": "GitHub gives the names",
    ".gitlab/": "GitLab gives the names",
}


def judge(tree: Tree) -> Iterator[Remark]:
    """Every name, whatever is behind it."""
    for path in sorted(tree.names):
        if not exempt(tree.place(path)):
            yield from faults_in(path)


def exempt(path: str) -> bool:
    """Whether a tool insists on the name; `path` counts from the root of the repository."""
    return path.rpartition("/")[2] in EXEMPT_NAMES or path.startswith(tuple(EXEMPT_FOLDERS))


def faults_in(path: str) -> Iterator[Remark]:
    """What is wrong with a name."""
    name = path.rpartition("/")[2]
    if name.lower().endswith((".yaml", ".yml")) and not name.endswith(".yml"):
        remedy = f"Rename it to {name[: name.rindex('.')]}.yml."
        remark = f"{name} does not end in .yml"
        yield Remark(path=path, remark=remark, remedy=remedy, standard="R-007")
    if "-" in name:
        remedy = f"Rename it to {name.replace('-', '_')}."
        yield Remark(path=path, remark=f"{name} has a dash", remedy=remedy, standard="R-008")


CHECK: Final = Check(
    name="naming",
    priority=Priority.ADVISED,
    owner=Owner.GBI,
    standard="R-007, R-008",
    judge=judge,
)
