"""What the code of a model imports: the files that jobs run, not those that only its makers do."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared.core.checks.tree import Tree
from shared.core.imports import imports_in

BESIDE: Final = frozenset({"tests", "test", "docs", "examples", "notebooks", "scripts"})
MAKERS: Final = frozenset({"conftest.py", "noxfile.py", "setup.py", "tasks.py"})
CODE: Final = (".py", ".ipynb", ".so", ".pyd")


@dataclass(frozen=True, kw_only=True)
class Used:
    """A package that is imported, and the first place that imports it."""

    root: str
    module: str
    path: str
    line: int


def used_in(tree: Tree) -> tuple[Used, ...]:
    """Each module once, in the order of the files."""
    first: dict[str, Used] = {}
    for path in sorted(filter(run_by_jobs, tree.files)):
        module = tree.syntax(path)
        for each in imports_in(module) if isinstance(module, ast.Module) else ():
            used = Used(root=each.root, module=each.module, path=path, line=each.line)
            first.setdefault(each.module, used)
    return tuple(first.values())


def run_by_jobs(path: str) -> bool:
    """Whether a file is code that jobs may run."""
    *folders, name = path.split("/")
    apart = name in MAKERS or name.startswith("test_") or name.endswith("_test.py")
    return name.endswith(".py") and not apart and not BESIDE & set(folders)


def own_modules(tree: Tree) -> frozenset[str]:
    """Every name under which code in the folder may be imported."""
    return frozenset(part for path in tree.names for part in parts(path))


def parts(path: str) -> Iterator[str]:
    """The folders of a path, and what its file is called as a module."""
    *folders, name = path.split("/")
    yield from folders
    if name.endswith(CODE):
        yield name.partition(".")[0]
