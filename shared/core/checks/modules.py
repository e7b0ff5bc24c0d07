"""Which file of the folder an import means; whatever else it means is not ours to read."""

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from shared.core.checks.tree import Tree

DEEPEST: Final = 20  # folders: no path of a commit has more


def file_of(tree: Tree, module: str) -> str:
    """The source of a module of the folder by its dotted name, empty where there is none."""
    stem = module.replace(".", "/")
    return next((path for path in (f"{stem}/__init__.py", f"{stem}.py") if path in tree.files), "")


def module_named(path: str, node: ast.ImportFrom) -> str:
    """The dotted name of the module that a file imports from, empty where it cannot be one."""
    if not node.level:
        return node.module or ""
    parents = path.split("/")[: -node.level]
    return ".".join([*parents, *([node.module] if node.module else [])]) if parents else ""


def imported(tree: Tree, path: str, node: ast.stmt) -> Iterator[str]:
    """The files of the folder that a statement imports, with those of the packages above them."""
    for name in dotted(path, node):
        parts = name.split(".", DEEPEST)[:DEEPEST]
        for length in range(1, len(parts) + 1):
            found = file_of(tree, ".".join(parts[:length]))
            if found:
                yield found


def dotted(path: str, node: ast.stmt) -> Iterator[str]:
    """The dotted names of what a statement imports, be they modules or things in them."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = module_named(path, node)
        yield from (f"{module}.{alias.name}" for alias in node.names if module)


def running(
    body: list[ast.stmt], inner: Callable[[ast.stmt], list[ast.stmt]] | None = None
) -> Iterator[ast.stmt]:
    """The statements that run when a module is imported, in order, and those `inner` to each."""
    waiting = body[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += (inner or at_import)(node)[::-1]


def at_import(node: ast.stmt) -> list[ast.stmt]:
    """What runs of a statement's own statements: those of a class, too, but of no function."""
    return node.body if isinstance(node, ast.ClassDef) else conditions(node)


def conditions(node: ast.stmt) -> list[ast.stmt]:
    """What may run of the statements in a condition, a loop, an attempt or a `with`."""
    if only_when_started(node):
        return getattr(node, "orelse", [])
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return []
    parts = (*getattr(node, "handlers", ()), *getattr(node, "cases", ()), node)
    bodies = ("body", "orelse", "finalbody")
    return [each for part in parts for body in bodies for each in getattr(part, body, ())]


def only_when_started(node: ast.stmt) -> bool:
    """Whether it is `if __name__ == "__main__":`, or what only a type checker sees."""
    match node:
        case ast.If(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
            return any(is_start(*pair) for pair in ((left, right), (right, left)))
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
            return True
    return False


def is_start(name: ast.expr, value: ast.expr) -> bool:
    """Whether these are `__name__` and "__main__", which no import makes equal."""
    named = isinstance(name, ast.Name) and name.id == "__name__"
    return named and isinstance(value, ast.Constant) and value.value == "__main__"


def imported_files(tree: Tree, entrances: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    """The files that are imported first, and whatever of the folder comes with them."""
    waiting = [path for path in entrances if path in tree.files][::-1]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        body = tree.syntax(path)
        if isinstance(body, ast.Module):
            yield path, body
            needed = {each for node in running(body.body) for each in imported(tree, path, node)}
            waiting += sorted(needed - seen)
            seen |= needed
