"""The bounds of the house style, measured; a breach names the place."""

import ast
import re
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parents[2]
ROOMS = ("functions", "shared", "local", "runner")
SOURCES = [ROOT / "function_app.py", *(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))]
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

LONGEST_FILE = 220
LONGEST_FUNCTION = 30
MOST_NEIGHBOURS = 8
COMPOSITIONS = {
    "function_app": "lists every function",
    "shared.ports": "names every port",
    "shared.wiring": "makes every neighbour",
    "shared.wiring.bank": "makes the neighbours that a bank has",
    "shared.core.checks": "lists every check",
    "shared.examining": "asks everybody there is",
    "shared.exhibits.dossier": "lays out all that is known about a run",
    "shared.adapters.forges.azure_devops": "asks one product for all that it holds",
    "shared.adapters.forges.gitlab": "asks one product for all that it holds",
    "shared.handling": "does for every message what must not be done twice",
    "functions.approval.page": "binds a decision to run, evidence, person and form",
    "functions.checks": "reads, judges and keeps a repository",
    "functions.deadlines": "looks after every way in which a run can stand still",
    "functions.discovery": "makes models of the news of a commit",
    "local.auditing": "offers every way to look into what is stored",
    "local.check": "reads, asks and judges a working directory",
    "local.cli": "offers every command",
    "local.judging": "asks everybody, and judges by the policy",
    "local.demo": "plays everybody",
    "local.doctor.model": "brings a model's file and the platform's settings together",
    "local.doctor.neighbours": "names everybody who is to be asked",
    "local.up": "starts everything",
    "local.verify": "reads everything",
    "runner.evaluation": "brings model, champions, data and team's code together",
}
UNKIND = re.compile(r"\braise Exception\(|^\s*except:|^\s*except BaseException\b", re.MULTILINE)
FAKERY = re.compile(r"\bunittest\.mock\b|\bmonkeypatch\b|\bmocker\b|@patch\b")


def functions():
    """Every function with its place."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def code_lines(function):
    """How many lines of a function are code: neither docstring, comment nor blank."""
    body = ast.Module(body=without_docstring(function.body), type_ignores=[])
    span = {
        line
        for node in ast.walk(body)
        if hasattr(node, "lineno")
        for line in (node.lineno, node.end_lineno)
    }
    return max(len(span), 1)


def name_of(path):
    """The name that a module is imported by."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): tree for path, tree in TREES.items()}


def neighbours(tree):
    """The modules of ours that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inside & MODULES.keys() or {node.module}


def without_docstring(body):
    """The statements after the docstring."""
    first = body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if documented else body


def public(tree):
    """The public functions, classes and methods of a module."""
    for node in ast.walk(tree):
        kinds = ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node


def test_every_module_says_in_its_first_line_what_it_is_for():
    assert [str(path) for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_nine_of_ten_public_things_have_a_docstring():
    things = [node for tree in TREES.values() for node in public(tree)]

    assert sum(bool(ast.get_docstring(node)) for node in things) >= 0.9 * len(things)


def test_no_file_holds_a_second_noun():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in SOURCES}

    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}
    assert quantiles(lengths.values(), n=10)[-1] <= 150


def test_functions_are_short():
    lengths = {place: code_lines(node) for place, node in functions()}

    assert {place: n for place, n in lengths.items() if n > LONGEST_FUNCTION} == {}
    assert quantiles(lengths.values(), n=10)[-1] <= 12


def test_who_speaks_to_many_neighbours_is_a_composition():
    numbers = {name: len({*neighbours(tree)} & MODULES.keys()) for name, tree in MODULES.items()}
    many = {name: n for name, n in numbers.items() if n > MOST_NEIGHBOURS}

    assert {name: n for name, n in many.items() if name not in COMPOSITIONS} == {}


def test_errors_are_named_and_none_is_swallowed_unseen():
    assert [str(path) for path in SOURCES if UNKIND.search(path.read_text())] == []


def test_tests_use_real_neighbours():
    assert [
        str(path) for path in TESTS if FAKERY.search(path.read_text()) and path != Path(__file__)
    ] == []
