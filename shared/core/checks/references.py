"""Which templates the pipelines of a repository call, as far as one line says so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.checks.folders import text_in
from shared.core.checks.tree import Tree
from shared.core.paths import parent, resolved

YAML: Final = (".yml", ".yaml")
# https://learn.microsoft.com/azure/devops/pipelines/process/templates
# https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows
# https://docs.gitlab.com/ci/yaml/#includelocal
CALLS: Final[Mapping[str, re.Pattern[str]]] = {
    "azure": re.compile(r"[ \t]*(?:- +)?template: *['\"]?([^\s'\"#@$*]+\.ya?ml)['\"]?\s*(?:#.*)?"),
    "github": re.compile(r"[ \t]*(?:- +)?uses: *['\"]?\.(/[^\s'\"#@$*]+)['\"]?\s*(?:#.*)?"),
    "gitlab": re.compile(r"[ \t]*(?:- +)?local: *['\"]?([^\s'\"#@$*]+\.ya?ml)['\"]?\s*(?:#.*)?"),
}
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
    inside = ((tree.place(path), text) for path, text in tree.files.items())
    beside = ((path, text_in(data)) for path, data in tree.outside.items() if path.endswith(YAML))
    for path, text in sorted((*inside, *beside), key=lambda each: each[0]):
        if path.endswith(YAML) and text:
            yield from calls_of(path, text)


def calls_of(path: str, text: str) -> Iterator[Call]:
    """The calls in one file."""
    for number, line in enumerate(text.split("\n"), start=1):
        for ci, call in CALLS.items():
            found = call.fullmatch(line)
            if found:
                folder = "" if ci in FROM_ROOT else parent(path)
                target = resolved(folder, found[1]) or ""
                yield Call(ci=ci, path=path, line=number, written=found[1], target=target)
