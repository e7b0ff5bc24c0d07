"""The platform can only call functions it knows how to call: the model contract, by syntax."""

import ast
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from shared.core.checks.check import Remark, missing
from shared.core.checks.definitions import Definition, bound_in, definition
from shared.core.checks.scopes import yields_or_returns
from shared.core.checks.syntax import Unparsed
from shared.core.checks.tree import Tree

CONTRACT: Final[Mapping[str, tuple[str, ...]]] = {
    "training_data": ("context",),
    "evaluation_data": ("context",),
    "scoring_data": ("context",),
    "prepare": ("context",),
    "train": ("data", "parameters"),
    "score": ("model", "data"),
    "evaluate": ("predictions", "data"),
}
RETURNS: Final[Mapping[str, str]] = {
    "training_data": "a pandas DataFrame",
    "evaluation_data": "a pandas DataFrame",
    "scoring_data": "a pandas DataFrame",
    "train": "the model",
    "score": "one prediction for each row",
    "evaluate": "the metrics, as {name: number}",
}
KINDS: Final = {
    ast.AsyncFunctionDef: "an asynchronous function",
    ast.ClassDef: "a class",
    ast.Import: "imported",
    ast.ImportFrom: "imported",
}


def entry_points(
    tree: Tree, path: str, functions: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[Remark]:
    """What keeps the platform from calling the functions of a file, `optional` ones if they are there."""
    if path not in tree.files:
        wanted = " and ".join(f"`{header(name)}`" for name in functions)
        yield missing(tree, path, f"Add {path} with {wanted}.")
        return
    module = tree.syntax(path)
    if isinstance(module, Unparsed):
        remark = f"{path} is {module.remark}"
        yield Remark(path=path, remark=remark, remedy=module.remedy, line=module.line)
        return
    names = bound_in(module)
    for name in (*functions, *(name for name in optional if name in names)):
        found = definition(tree, path, name)
        yield from fault_in(found, name) if found else absent(path, name, names)


def defines(tree: Tree, path: str, name: str) -> bool:
    """Whether a file has a function of the name at its top level."""
    found = definition(tree, path, name) if path in tree.files else None
    return found is not None and isinstance(found.node, ast.FunctionDef)


def absent(path: str, name: str, names: Collection[str]) -> Iterator[Remark]:
    """A function that is not there, and the one that may have been meant."""
    near = get_close_matches(name, [*names][:100], n=1)
    remark = f"{path} has no function named {name} at its top level"
    remedy = f"{f'Rename {near[0]}' if near else 'Define it'}: `{header(name)}`."
    yield Remark(path=path, remark=remark, remedy=remedy)


def fault_in(found: Definition, name: str) -> Iterator[Remark]:
    """What is wrong with one function, where something is."""
    node, remedy = found.node, f"Write `{header(name)}`."
    if found.conditional:
        remark = f"{name} is defined only where a condition holds"
        remedy = f"Write `{header(name)}` at the top level, and the condition inside it."
    elif not isinstance(node, ast.FunctionDef):
        kind = KINDS.get(type(node), "assigned")
        remark = f"{name} is {kind}, where a function is to be defined"
    elif not accepts(node.args, len(CONTRACT[name])):
        remark = f"{name}({taken(node.args)[:80]}) does not take what the platform gives it"
    else:
        yield from unreturned(found.path, node, name)
        return
    yield Remark(path=found.path, remark=remark, remedy=remedy, line=node.lineno)


def unreturned(path: str, node: ast.FunctionDef, name: str) -> Iterator[Remark]:
    """A function that cannot hand its result to the platform."""
    yields, returns = yields_or_returns(node)
    wanted = RETURNS.get(name)
    if yields:
        remark = f"{name} is a generator, and does nothing when it is called"
    elif wanted and not returns:
        remark = f"{name} returns nothing"
    else:
        return
    remedy = f"Return {wanted}." if wanted else "Write it without `yield`."
    yield Remark(path=path, remark=remark, remedy=remedy, line=node.lineno)


def taken(arguments: ast.arguments) -> str:
    """What a function takes, by name."""
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return ", ".join(argument.arg for argument in named)


def header(name: str) -> str:
    """How a function of the contract begins."""
    return f"def {name}({', '.join(CONTRACT[name])})"


def accepts(arguments: ast.arguments, count: int) -> bool:
    """Whether a function can be called with so many positional arguments and nothing else."""
    positional = len(arguments.posonlyargs) + len(arguments.args)
    required = positional - len(arguments.defaults)
    if any(default is None for default in arguments.kw_defaults):
        return False
    return required <= count and (count <= positional or arguments.vararg is not None)
