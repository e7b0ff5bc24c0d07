"""The platform can only call functions it knows how to call: the model contract, by syntax."""

import ast
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from shared.core.checks.check import Remark, missing
from shared.core.checks.syntax import Unparsed
from shared.core.checks.tree import Tree

CONTRACT: Final[Mapping[str, tuple[str, ...]]] = {
    "training_data": ("context",),
    "evaluation_data": ("context",),
    "train": ("data", "parameters"),
    "score": ("model", "data"),
    "evaluate": ("predictions", "data"),
}
KINDS: Final = {
    ast.AsyncFunctionDef: "an asynchronous function",
    ast.ClassDef: "a class",
    ast.Import: "imported",
    ast.ImportFrom: "imported",
    ast.Assign: "assigned",
    ast.AnnAssign: "assigned",
}


def entry_points(tree: Tree, path: str, functions: tuple[str, ...]) -> Iterator[Remark]:
    """What keeps the platform from calling the functions of a file."""
    if path not in tree.files:
        wanted = " and ".join(f"`{header(name)}`" for name in functions)
        yield missing(tree, path, f"Add {path} with {wanted}.")
        return
    module = tree.syntax(path)
    if isinstance(module, Unparsed):
        remark = f"{path} is {module.remark}"
        yield Remark(path=path, remark=remark, remedy=module.remedy, line=module.line)
        return
    bound = bindings(module)
    for name in functions:
        yield from fault_in(path, name, bound)


def defines(tree: Tree, path: str, name: str) -> bool:
    """Whether a file has a function of the name at its top level."""
    module = tree.syntax(path) if path in tree.files else None
    return isinstance(module, ast.Module) and isinstance(
        bindings(module).get(name), ast.FunctionDef
    )


def fault_in(path: str, name: str, bound: Mapping[str, ast.stmt]) -> Iterator[Remark]:
    """What is wrong with one function, where something is."""
    node = bound.get(name)
    if node is None:
        near = get_close_matches(name, [*bound][:100], n=1)
        remark = f"{path} has no function named {name} at its top level"
        remedy = f"{f'Rename {near[0]}' if near else 'Define it'}: `{header(name)}`."
        yield Remark(path=path, remark=remark, remedy=remedy)
    elif not isinstance(node, ast.FunctionDef):
        remark = f"{name} is {KINDS[type(node)]}, where a function is to be defined"
        yield Remark(path=path, remark=remark, remedy=f"Write `{header(name)}`.", line=node.lineno)
    elif not accepts(node.args, len(CONTRACT[name])):
        remark = f"{name}({taken(node.args)[:80]}) does not take what the platform gives it"
        yield Remark(path=path, remark=remark, remedy=f"Write `{header(name)}`.", line=node.lineno)


def taken(arguments: ast.arguments) -> str:
    """What a function takes, by name."""
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return ", ".join(argument.arg for argument in named)


def header(name: str) -> str:
    """How a function of the contract begins."""
    return f"def {name}({', '.join(CONTRACT[name])})"


def bindings(module: ast.Module) -> dict[str, ast.stmt]:
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


def accepts(arguments: ast.arguments, count: int) -> bool:
    """Whether a function can be called with so many positional arguments and nothing else."""
    positional = len(arguments.posonlyargs) + len(arguments.args)
    required = positional - len(arguments.defaults)
    if any(default is None for default in arguments.kw_defaults):
        return False
    return required <= count and (count <= positional or arguments.vararg is not None)
