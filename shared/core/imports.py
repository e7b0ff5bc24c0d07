"""What a module cannot do without: the imports that nothing guards."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

INSIDE: Final = ("body", "orelse", "finalbody", "handlers", "cases")
FORGIVEN: Final = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
# What is imported under these holds for type checkers, other Pythons or whoever runs it by hand.
CONDITIONS: Final = frozenset({"TYPE_CHECKING", "sys", "platform", "__name__"})


@dataclass(frozen=True, kw_only=True)
class Import:
    """A module by its whole name, and the line that imports it."""

    module: str
    line: int

    @property
    def root(self) -> str:
        """The package that the module is in."""
        return self.module.partition(".")[0]


def imports_in(module: ast.Module) -> Iterator[Import]:
    """Every import of another package, from top to bottom; expressions hold none."""
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Import():
                yield from (Import(module=each.name, line=node.lineno) for each in node.names)
            case ast.ImportFrom(level=0, module=str(name)):
                yield Import(module=name, line=node.lineno)
        waiting.extend(reversed(below(node)))


def below(node: ast.AST) -> list[ast.AST]:
    """The statements in a statement, without those that are guarded."""
    inside: tuple[str, ...] = INSIDE
    if isinstance(node, ast.Try) and any(map(forgives, node.handlers)):
        inside = ("orelse", "finalbody")
    elif isinstance(node, ast.If) and names_in(node.test) & CONDITIONS:
        inside = ("orelse",)
    return [child for part in inside for child in getattr(node, part, ())]


def forgives(handler: ast.ExceptHandler) -> bool:
    """Whether a missing module is no reason to stop."""
    return handler.type is None or bool(names_in(handler.type) & FORGIVEN)


def names_in(expression: ast.expr) -> set[str]:
    """Every name in an expression, attributes among them."""
    nodes = list(ast.walk(expression))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }
