"""Where a name of a module is defined in the end, through the folder's own modules."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.checks.modules import conditions, file_of, module_named, running
from shared.core.checks.tree import Tree

HOPS: Final = 50  # names that are followed for one: nobody hands anything on so often


@dataclass(frozen=True, kw_only=True)
class Definition:
    """The statement that binds a name, and its file; `conditional` where it may not be reached."""

    path: str
    node: ast.stmt
    conditional: bool = False


def definition(
    tree: Tree, path: str, name: str, seen: set[tuple[str, str]] | None = None
) -> Definition | None:
    """What a name of a file comes from: by assignment to another, or by import, it is followed."""
    module, seen = tree.syntax(path), seen or set()
    if not isinstance(module, ast.Module) or (path, name) in seen or len(seen) > HOPS:
        return None
    seen.add((path, name))
    node = bound_in(module).get(name)
    here = None if node is None else Definition(path=path, node=node)
    match node:
        case ast.ImportFrom():
            return followed(tree, path, node, original(node, name), seen) or here
        case ast.Assign(value=ast.Name(id=other)):
            return definition(tree, path, other, seen) or here
        case None:
            return starred(tree, path, module, name, seen) or sometimes(path, module, name)
    return here


def followed(
    tree: Tree, path: str, node: ast.ImportFrom, name: str, seen: set[tuple[str, str]]
) -> Definition | None:
    """The definition in the module of the folder that a name is imported from."""
    source = file_of(tree, module_named(path, node))
    return definition(tree, source, name, seen) if source else None


def starred(
    tree: Tree, path: str, module: ast.Module, name: str, seen: set[tuple[str, str]]
) -> Definition | None:
    """The definition in one of the modules from which everything is imported."""
    stars = [node for node in module.body if isinstance(node, ast.ImportFrom) and star(node)]
    found = (followed(tree, path, node, name, seen) for node in reversed(stars))
    return next((each for each in found if each), None)


def star(node: ast.ImportFrom) -> bool:
    """Whether everything is imported."""
    return node.names[0].name == "*"


def sometimes(path: str, module: ast.Module, name: str) -> Definition | None:
    """A definition within a condition, a loop, or an attempt."""
    inside = (node for node in running(module.body, conditions) if name in names_bound(node))
    return next((Definition(path=path, node=node, conditional=True) for node in inside), None)


def original(node: ast.ImportFrom, name: str) -> str:
    """What an imported name is called where it comes from."""
    return next(alias.name for alias in node.names if name == (alias.asname or alias.name))


def bound_in(module: ast.Module) -> Mapping[str, ast.stmt]:
    """What each name at the top level is bound to in the end."""
    return {name: node for node in module.body for name in names_bound(node)}


def names_bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds, as far as we ask."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from (alias.asname or alias.name for alias in node.names)
        case ast.Assign():
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
