"""What people see in a source is what Python reads: no characters that hide, reorder or pretend.

Trojan Source, CVE-2021-42574 and CVE-2021-42694: https://trojansource.codes
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.syntax import Unparsed
from shared.core.checks.tree import Tree, python_sources
from shared.core.findings import Owner, Priority

SOURCES: Final = (".cfg", ".ini", ".r", ".scala", ".sh", ".sql", ".toml", ".txt", ".yaml", ".yml")
ODD = re.compile(
    "(?P<order>[\\u202a-\\u202e\\u2066-\\u2069])"
    "|(?P<hidden>[\\u00ad\\u115f\\u1160\\u180e\\u200b\\u2060-\\u2064\\u3164\\ufeff\\uffa0]"
    "|[\\U000e0000-\\U000e01ef])"
)
# Letters of other scripts that nobody can tell from Latin ones.
LOOKALIKES: Final = frozenset(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb"  # Cyrillic
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03bf"  # Greek
)
MISTAKEN = re.compile(f"[\u115f\u1160\u3164\uffa0{''.join(sorted(LOOKALIKES))}]")
NAMED: Final = ("id", "name", "arg", "attr", "asname")
INVISIBLE: Final = frozenset("\u115f\u1160")  # what Python makes of them all (NFKC)


def judge(tree: Tree) -> Iterator[Remark]:
    """Every such character in a source, and every name that is not what it seems."""
    for path, text in sorted(tree.files.items()):
        if path.endswith(SOURCES):
            yield from odd_characters(path, text)
    for path, text in python_sources(tree):
        yield from odd_characters(path, text)
        if not text.isascii() and MISTAKEN.search(text):
            yield from odd_names(path, tree.syntax(path))


def odd_characters(path: str, text: str) -> Iterator[Remark]:
    """The lines that are not read as they are shown; what merely cannot be seen is less grave."""
    if text.isascii() or not ODD.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        found = ODD.search(line)
        if found:
            reorders = found["order"] is not None
            does = "changes the order in which the line is shown" if reorders else "cannot be seen"
            yield Remark(
                path=path,
                remark=f"there is U+{ord(found[0]):04X}, which {does}",
                remedy="Remove it or, in a text that needs it, write it as an escape.",
                line=number,
                priority=Priority.REQUIRED if reorders else Priority.ADVISED,
            )


def odd_names(path: str, module: ast.Module | Unparsed) -> Iterator[Remark]:
    """Names in Python that look like other names, each where it comes first."""
    found: dict[str, int] = {}
    for node in ast.walk(module) if isinstance(module, ast.Module) else ():
        for part in NAMED:
            name = getattr(node, part, None)
            if isinstance(name, str) and pretends(name):
                found.setdefault(name, getattr(node, "lineno", 0))
    for name, line in found.items():
        remark = f"the name {name[:40]!a} is written with letters that look like others"
        remedy = "Write it in the letters of one alphabet."
        yield Remark(path=path, remark=remark, remedy=remedy, line=line or None)


def pretends(name: str) -> bool:
    """Whether a name is not what it looks like: of two alphabets, or all of letters that are alike."""
    if name.isascii():
        return False
    alike = [each for each in name if each in LOOKALIKES]
    latin = any(each.isascii() and each.isalpha() for each in name)
    every = len(alike) == sum(each.isalpha() for each in name)
    return bool(alike) and (latin or every) or not INVISIBLE.isdisjoint(name)


CHECK: Final = Check(
    name="characters",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-102",
    judge=judge,
)
