"""What a tool quotes from a file may be a password: no string of the file is shown by way of it.

Pylint, for one, spells out the expression that it would write otherwise.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 300
# From every quotation mark to the next of its kind, those in between included.
QUOTED: Final = re.compile(r"""(?=(['"])((?:\\.|(?!\1).)*)\1)""", re.DOTALL)


def discreet(text: str, spoken: frozenset[str]) -> str:
    """The text without these strings, and without all quotations where it is long."""
    if len(text) > LONGEST:
        return re.split("['\"]", text, maxsplit=1)[0][:LONGEST]
    for _, quoted in QUOTED.findall(text):
        if quoted in spoken:
            text = re.sub(rf"(?<=['\"]){re.escape(quoted)}(?=['\"])", "…", text)
    return text


def spoken_in(module: ast.Module) -> frozenset[str]:
    """The strings of a module that are not names in it, too."""
    return frozenset(strings_in(module) - names_in(module))


def strings_in(module: ast.Module) -> set[str]:
    """Every string and bytes of a module, as it is and as a tool may write it."""
    constants = (node.value for node in ast.walk(module) if isinstance(node, ast.Constant))
    written = (
        (value.decode(errors="replace") if isinstance(value, bytes) else value, repr(value))
        for value in constants
        if isinstance(value, str | bytes)
    )
    return {form for plain, quoted in written for form in (plain, quoted.lstrip("b")[1:-1])}


def names_in(module: ast.Module) -> set[str]:
    """Every name that the code of a module uses or gives."""
    return {name for node in ast.walk(module) for name in names_of(node)}


def names_of(node: ast.AST) -> Iterator[str]:
    """The names at one place."""
    for field in ("id", "arg", "attr", "name", "module"):
        name = getattr(node, field, None)
        if isinstance(name, str):
            yield name
