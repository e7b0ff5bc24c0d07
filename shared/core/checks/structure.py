"""A model is made of plain files that anybody can read, and none hides another (R-045)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority

SOURCES: Final = (".py", ".ipynb", ".sql", ".yml", ".yaml", ".toml", ".cfg", ".ini", ".md")
MODULES: Final = ("data", "train", "score")


def judge(tree: Tree) -> Iterator[Remark]:
    """No links, no sources that are not text, no package in the place of a module."""
    for path in tree.passed_over:
        remark = f"{path} is a symbolic link or a submodule, which is not followed"
        yield Remark(path=path, remark=remark, remedy="Put the file itself in its place.")
    for path, why in tree.unread.items():
        if path.endswith(SOURCES):
            remark = f"{path} is {why}, so nobody can check it"
            yield Remark(path=path, remark=remark, remedy="Save it as UTF-8 text, without data.")
    for module in MODULES:
        path = f"{module}/__init__.py"
        if path in tree.names:
            remark = f"the package {module}/ would be imported in place of {module}.py"
            yield Remark(path=path, remark=remark, remedy="Give the package another name.")


CHECK: Final = Check(
    name="structure",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-045",
    judge=judge,
)
