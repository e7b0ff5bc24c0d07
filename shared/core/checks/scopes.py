"""What happens in a function itself, and not in those that it defines."""

import ast
from collections.abc import Iterator

OWN_SCOPE = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
Function = ast.FunctionDef | ast.AsyncFunctionDef


def within(function: Function) -> Iterator[ast.AST]:
    """Every node that runs when the function is called, at whatever depth."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, OWN_SCOPE):
            waiting.extend(ast.iter_child_nodes(node))


def yields_or_returns(function: Function) -> tuple[bool, bool]:
    """Whether it is a generator, and whether it has anything to return."""
    yields = returns = False
    for node in within(function):
        yields |= isinstance(node, ast.Yield | ast.YieldFrom)
        returns |= isinstance(node, ast.Return) and not nothing(node.value)
    return yields, returns


def nothing(value: ast.expr | None) -> bool:
    """Whether a value is none, written or not."""
    return value is None or (isinstance(value, ast.Constant) and value.value is None)
