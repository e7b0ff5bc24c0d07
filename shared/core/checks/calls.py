"""What is called where, by whole dotted names, whatever a file calls it for short."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

UNKNOWN: Final = "?"
DEEPEST: Final = 16  # attributes of attributes: nobody writes more


def aliases_in(nodes: Iterable[ast.AST]) -> Mapping[str, str]:
    """What each imported name stands for: `pd` for `pandas`, `system` for `os.system`."""
    found = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update({alias.asname: alias.name for alias in node.names if alias.asname})
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update(
                {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            )
    return found


def calls_in(
    nodes: Iterable[ast.AST], aliases: Mapping[str, str]
) -> Iterator[tuple[str, ast.Call]]:
    """Every call among the nodes, by the name of what is called."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield dotted_name(node.func, aliases), node


def dotted_name(node: ast.AST, aliases: Mapping[str, str]) -> str:
    """The whole name of an expression; of a call's result, that of what was called."""
    parts: list[str] = []
    for _ in range(DEEPEST):
        match node:
            case ast.Attribute(value=inner, attr=name):
                parts.append(name)
                node = inner
            case ast.Call(
                func=ast.Name(id="getattr"), args=[inner, ast.Constant(value=str(name)), *_]
            ):
                parts.append(name)
                node = inner
            case ast.Call(func=inner):
                node = inner
            case _:
                break
    first = aliases.get(node.id, node.id) if isinstance(node, ast.Name) else UNKNOWN
    return ".".join([first, *reversed(parts)])


def evaluated(statement: ast.stmt) -> Iterator[ast.AST]:
    """What is evaluated when a statement is reached, but for the statements within it.

    Of a function that is its decorators and defaults; of a lambda its defaults and, where it is
    called at once, all of it.
    """
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        inner = [node.args] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)
        within = [each for each in inner if not isinstance(each, ast.stmt | ast.arg)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Lambda):
            within.append(node.func.body)
        yield from within
        waiting += within
    yield from decorations(statement)


def decorations(statement: ast.stmt) -> Iterator[ast.AST]:
    """The calls of decorators that go by a single name; others may be any object's."""
    for node in getattr(statement, "decorator_list", ()):
        if isinstance(node, ast.Name):
            yield ast.copy_location(ast.Call(func=node, args=[], keywords=[]), node)
