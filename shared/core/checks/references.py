"""Which templates the pipelines of a repository call, as far as one line says so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from shared.core.checks.folders import text_in
from shared.core.checks.tree import Tree
from shared.core.paths import parent, resolved

YAML: Final = (".yml", ".yaml")
# https://learn.microsoft.com/azure/devops/pipelines/process/templates
# https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows
# https://docs.gitlab.com/ci/yaml/#includelocal
BEGUN = r"^[ \t]*(?:- +)?"
ENDED = r"['\"]?[ \t]*(?:#.*)?\r?$"
CALLS: Final[Mapping[str, re.Pattern[str]]] = {
    "azure": re.compile(rf"{BEGUN}template: *['\"]?([^\s'\"#@$*]+\.ya?ml){ENDED}", re.MULTILINE),
    "github": re.compile(rf"{BEGUN}uses: *['\"]?\.(/[^\s'\"#@$*]+){ENDED}", re.MULTILINE),
    "gitlab": re.compile(rf"{BEGUN}local: *['\"]?([^\s'\"#@$*]+\.ya?ml){ENDED}", re.MULTILINE),
}
MOST: Final = 500  # calls of one kind in a file: nobody writes more
FROM_ROOT: Final = frozenset({"github", "gitlab"})


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call, from a line of a file; `target` counts from the root, empty where it leads out of it."""

    ci: str
    path: str
    line: int
    written: str
    target: str


def paths_in(tree: Tree) -> frozenset[str]:
    """Every file that is known, as the repository names it: those of other models' folders are not."""
    return frozenset((*map(tree.place, tree.names), *tree.outside))


def calls_in(tree: Tree) -> Iterator[Call]:
    """Every call of a template of the same repository."""
    for path, text in sorted(pipelines_in(tree).items()):
        yield from calls_of(path, text)


def pipelines_in(tree: Tree) -> Mapping[str, str]:
    """The text of every YAML file, by the paths of `paths_in`."""
    inside = {tree.place(path): text for path, text in tree.files.items() if path.endswith(YAML)}
    beside = {path: text_in(data) for path, data in tree.outside.items() if path.endswith(YAML)}
    return {path: text for path, text in (inside | beside).items() if text}


def calls_of(path: str, text: str) -> Iterator[Call]:
    """The calls in one file."""
    for ci, call in CALLS.items():
        for found in islice(call.finditer(text), MOST):
            folder = "" if ci in FROM_ROOT else parent(path)
            yield Call(
                ci=ci,
                path=path,
                line=text.count("\n", 0, found.start(1)) + 1,
                written=found[1],
                target=resolved(folder, found[1]) or "",
            )
