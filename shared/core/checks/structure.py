"""A model is made of plain files that anybody can read, and none hides another (R-045)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority

SOURCES: Final = (".py", ".ipynb", ".sql", ".yml", ".yaml", ".toml", ".cfg", ".ini", ".md")
# Python takes these where it finds them, in place of the source of the same name or beside it.
COMPILED: Final = (".so", ".pyd", ".dll", ".dylib", ".pyc", ".pyo")
MODULES: Final = ("data", "train", "score")


def judge(tree: Tree) -> Iterator[Remark]:
    """Files that can be read, in the place of no other, with the tests they need."""
    yield from closed(tree)
    for module in MODULES:
        path = f"{module}/__init__.py"
        if path in tree.names:
            remark = f"the package {module}/ would be imported in place of {module}.py"
            yield Remark(path=path, remark=remark, remedy="Give the package another name.")
    yield from untested(tree)


def closed(tree: Tree) -> Iterator[Remark]:
    """Links, code that was compiled, and sources that are not text."""
    for path in tree.passed_over:
        remark = f"{path} is a symbolic link or a submodule, which is not followed"
        yield Remark(path=path, remark=remark, remedy="Put the file itself in its place.")
    for path, why in tree.unread.items():
        if path.endswith(COMPILED):
            remark = f"{path} is compiled, so nobody can check it"
            remedy = "Remove it, and keep the source or name the package in the environment file."
            yield Remark(path=path, remark=remark, remedy=remedy)
        elif path.endswith(SOURCES):
            remark = f"{path} is {why}, so nobody can check it"
            remedy = "Save it as UTF-8 text, without data."
            if path.endswith(".ipynb"):
                remedy = "Clear its outputs, and save it again."
            yield Remark(path=path, remark=remark, remedy=remedy)


def untested(tree: Tree) -> Iterator[Remark]:
    """Unit tests that pytest would find (R-055)."""
    if not any(is_test(path) for path in tree.files):
        remark = "there are no unit tests"
        remedy = "Add tests/test_model.py with functions whose names begin with test."
        yield Remark(
            path="tests",
            remark=remark,
            remedy=remedy,
            standard="R-055",
            priority=Priority.EXPECTED,
        )


def is_test(path: str) -> bool:
    """Whether pytest looks for tests in a file."""
    name = path.rpartition("/")[2]
    return name.endswith("_test.py") or (name.startswith("test_") and name.endswith(".py"))


CHECK: Final = Check(
    name="structure",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-045",
    judge=judge,
)
