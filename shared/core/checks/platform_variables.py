"""No pipeline of a repository sets what the platform sets for all (R-048, R-012 to R-029).

YAML is looked at line by line: pipelines have anchors, expressions and depths that a reader of
settings refuses, and the question is no other than whether a name stands in a block of variables.
https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/variables
https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#setvariable
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.findings import Owner, Priority
from shared.core.variable_template import VARIABLES
from shared.core.variables import FAMILIES, PLATFORM_VARIABLES

NAME: Final = "|".join((*sorted(PLATFORM_VARIABLES), *(rf"{family}\w+" for family in FAMILIES)))
STEMS: Final = (*PLATFORM_VARIABLES, *FAMILIES)
SET: Final = re.compile(
    rf"""(?ix) (?: ^ | [\s{{,] ) ["']? (?: ({NAME}) ["']? \s* : (?:\s|$)
    | name ["']? \s* : \s* ["']? ({NAME}) ["']? \s* (?: [,}}\#] | $ ) )"""
)
SCRIPT: Final = "task.setvariable"
BY_SCRIPT: Final = re.compile(rf"(?i)\bvariable=({NAME})\b")
BLOCK: Final = re.compile(r"""(\s*(?:-\s+)?)["']?variables["']?\s*:""")
SCRIPTS: Final = (".bat", ".cmd", ".ps1", ".py", ".sh")
COMMENT: Final = re.compile(r"(^|\s)#(?!#vso\[).*")
LONGEST_LINE: Final = 2_000
MOST_SHOWN: Final = 20
MOST_BYTES: Final = 2 * 1024 * 1024


def judge(tree: Tree) -> Iterator[Remark]:
    """Every YAML file but `model.yml`, of which all is told elsewhere, and what scripts set; of each
    the first few."""
    for path, text in texts(tree).items():
        if mentions(text):
            found = settings_in(text) if is_yaml(path) else set_by_script(text)
            for number, name in islice(found, MOST_SHOWN):
                yield Remark(
                    path=path,
                    remark=f"{name[:60]} is set here, and it is the platform's to set",
                    remedy="Remove it; ask GBI where the platform's value does not suit the model.",
                    line=number,
                )


def texts(tree: Tree) -> Mapping[str, str]:
    """YAML and scripts of the folder and of no folder; what is no UTF-8 is read as well as it can be."""
    odd = {**tree.odd, **{f"/{path}": data for path, data in tree.outside.items()}}
    decoded = {
        path: data[:MOST_BYTES].replace(b"\0", b"").decode("utf-8-sig", errors="ignore")
        for path, data in odd.items()
        if may_set(path)
    }
    plain = {path: text for path, text in tree.files.items() if may_set(path)}
    return {path: text for path, text in {**plain, **decoded}.items() if path != MODEL_FILE}


def may_set(path: str) -> bool:
    """Whether a file may be a part of a pipeline."""
    return is_yaml(path) or path.lower().endswith(SCRIPTS)


def is_yaml(path: str) -> bool:
    """Whether a path ends as YAML does."""
    return path.lower().endswith((".yml", ".yaml"))


def settings_in(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of whatever is set of the platform's."""
    depth: int | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        begins = BLOCK.match(line) if VARIABLES in line else None
        if begins:
            depth = len(begins[1])
        elif depth is not None and leaves(line, depth):
            depth = None
        name = set_in(line, depth is not None) if mentions(line) else ""
        if name:
            yield number, name


def set_by_script(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of whatever a script tells the pipeline to set."""
    if SCRIPT in text.lower():
        for number, line in enumerate(text.split("\n"), start=1):
            if name := set_in(line, inside=False):
                yield number, name


def mentions(text: str) -> bool:
    """Whether a name of the platform's is there at all: far quicker told than what is done with it."""
    upper = text.upper()
    return any(stem in upper for stem in STEMS)


def set_in(line: str, inside: bool) -> str:
    """What a line sets, empty where it sets nothing; `inside` a block of variables or not."""
    plain = COMMENT.sub("", line[:LONGEST_LINE])
    found = SET.search(plain) if inside else None
    if found is None and SCRIPT in plain.lower():
        found = BY_SCRIPT.search(plain)
    return next(filter(None, found.groups())) if found else ""


def leaves(line: str, depth: int) -> bool:
    """Whether a line is no longer in a block whose key stands so deep; items may be as deep as it."""
    inner = line.lstrip(" ")
    indent = len(line) - len(inner)
    return bool(inner.strip()) and (
        indent < depth or (indent == depth and not inner.startswith("-"))
    )


CHECK: Final = Check(
    name="platform_variables",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-048",
    judge=judge,
)
