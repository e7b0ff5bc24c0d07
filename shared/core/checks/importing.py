"""Importing a model's code does nothing: what it needs, it does in the functions that need it.

The platform imports `data.py`, `train.py` and `score.py` for each job, and what they do on the way
happens outside of every step, wherever that is (R-047, R-141).
"""

import ast
from collections.abc import Iterator
from typing import Final

from shared.core.checks.behind import Module, Search
from shared.core.checks.calls import calls_in, dotted_name, evaluated
from shared.core.checks.check import Check, Remark
from shared.core.checks.effects import CHANGES, effect_of
from shared.core.checks.modules import imported_files, running
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority
from shared.core.notebooks import is_notebook

TRAINS: Final = "train.py"
ENTRANCES: Final = ("data.py", TRAINS, "score.py")
WHOLE_PROCESS: Final = ("os.environ", "sys.path", "sys.modules")


def judge(tree: Tree) -> Iterator[Remark]:
    """Every effect of the entry points' files, and of those that they import."""
    modules = {path: Module(path, body) for path, body in imported_files(tree, ENTRANCES)}
    search = Search(tree=tree, modules=modules)
    for path, module in modules.items():
        # A notebook that trains runs from top to bottom, says the contract.
        if not (path == TRAINS and is_notebook(path, tree.files[path])):
            for statement in running(module.body.body):
                yield from dict.fromkeys(told(search, module, statement))


def told(search: Search, module: Module, statement: ast.stmt) -> Iterator[Remark]:
    """What a statement does when it is reached; of a chain of calls the first is named."""
    when = f"when {module.path} is imported"
    direct: dict[tuple[int, str], str] = {}
    for name, call in calls_in(evaluated(statement), module.aliases):
        own = search.functions(module, name)
        if own:
            for inner, effect in search.behind(own):
                remark = f"{shown(name)} is called {when}, and {shown(inner)} in it {effect}"
                yield remark_on(module, remark, call.lineno)
        elif effect_of(name):
            direct[call.lineno, effect_of(name)] = name
    for (line, effect), name in direct.items():
        yield remark_on(module, f"{shown(name)} {effect} {when}", line)
    for name in changed(module, statement):
        yield remark_on(module, f"setting {name} {CHANGES} {when}", statement.lineno)


def changed(module: Module, statement: ast.stmt) -> Iterator[str]:
    """What of the whole process is set, replaced or removed by an assignment or a `del`."""
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    for target in targets:
        place = target.value if isinstance(target, ast.Subscript) else target
        name = (
            dotted_name(place, module.aliases)
            if isinstance(place, ast.Attribute | ast.Name)
            else ""
        )
        if name in WHOLE_PROCESS:
            yield name


def remark_on(module: Module, remark: str, line: int) -> Remark:
    """What was found, on its line."""
    remedy = "Move it into the function that needs it."
    return Remark(path=module.path, remark=remark, remedy=remedy, line=line)


def shown(name: str) -> str:
    """A name as somebody may look for it in the file."""
    return name.removeprefix("?.")[-80:]


CHECK: Final = Check(
    name="import",
    priority=Priority.EXPECTED,
    owner=Owner.MODEL_DEV,
    standard="R-047",
    judge=judge,
)
