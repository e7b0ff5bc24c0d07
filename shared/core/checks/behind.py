"""What a call does that the call itself does not show: it is followed through the folder's functions."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shared.core.checks.calls import aliases_in, calls_in
from shared.core.checks.definitions import bound_in
from shared.core.checks.effects import effect_of
from shared.core.checks.modules import file_of
from shared.core.checks.scopes import within
from shared.core.checks.tree import Tree


@dataclass(frozen=True)
class Module:
    """A file that is imported, with what its names stand for and where they are bound."""

    path: str
    body: ast.Module

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """The whole name of whatever is imported anywhere in it."""
        return aliases_in(ast.walk(self.body))

    @cached_property
    def functions(self) -> Mapping[str, ast.FunctionDef]:
        """Its own functions by name, methods as `Class.method`, and by the name of a class that which
        makes an instance."""
        found = {}
        for name, node in bound_in(self.body).items():
            if isinstance(node, ast.FunctionDef):
                found[name] = node
            for each in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(each, ast.FunctionDef):
                    found[name if each.name == "__init__" else f"{name}.{each.name}"] = each
        return found


@dataclass(frozen=True, kw_only=True)
class Search:
    """The modules to search, and the functions that were looked into: once each is enough."""

    tree: Tree
    modules: Mapping[str, Module]
    seen: set[ast.FunctionDef] = field(default_factory=set)

    def behind(self, waiting: list[tuple[Module, ast.FunctionDef]]) -> Iterator[tuple[str, str]]:
        """The first call with an effect that comes of calling functions, by name and effect."""
        while waiting:
            home, function = waiting.pop()
            if function in self.seen:
                continue
            self.seen.add(function)
            for name, _ in calls_in(within(function), home.aliases):
                own = self.functions(home, name)
                if not own and effect_of(name):
                    yield name, effect_of(name)
                    return
                waiting += own

    def functions(self, module: Module, name: str) -> list[tuple[Module, ast.FunctionDef]]:
        """The function of the folder that a name means, if it means one."""
        owner, _, last = name.rpartition(".")
        home = self.modules.get(file_of(self.tree, owner)) if owner else None
        function = home.functions.get(last) if home else module.functions.get(name)
        return [(home or module, function)] if function else []
