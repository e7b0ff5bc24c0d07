"""What is imported comes from somewhere: Python, the folder, a file of libraries or the runtime."""

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from shared.core.checks.check import Remark
from shared.core.checks.libraries import PROJECT, environment_in, project_in
from shared.core.checks.tree import Tree
from shared.core.checks.used_modules import Used, own_modules, parts
from shared.core.distributions import BROUGHT, FAMILIAR, SUPPLIERS, likely, supplied, suppliers
from shared.core.requirements.requirement import name_of

PIP_MAGIC: Final = re.compile(r"^(?:# MAGIC )?%pip install (.*)$", re.MULTILINE)


def unnamed_in(tree: Tree, modules: Sequence[Used], there: Collection[str]) -> Iterator[Remark]:
    """Imports that no job can keep.

    `there` is what jobs have anyway; where nobody knows, what any runtime has is let through.  A
    library whose modules nobody knows may have any that are unheard of: those are, too.  While
    lines of the environment file are not understood, nobody knows what it names.
    """
    if environment_in(tree).odd:
        return
    public, named = known_in(tree), named_in(tree)
    there = there or public
    free = own_modules(tree) | BROUGHT | sys.stdlib_module_names
    first = {used.root: used for used in reversed(modules) if used.root not in free}
    strange = strangers(named - public - FAMILIAR, first)
    for root, used in sorted(first.items()):
        if supplied(root, there) or any(supplied(root, {n}) or likely(root, n) for n in named):
            continue
        if not strange or root in SUPPLIERS or suppliers(root)[0] in public | FAMILIAR:
            yield nowhere(tree, used)


def known_in(tree: Tree) -> frozenset[str]:
    """The libraries of all runtimes."""
    return frozenset(name for each in tree.surroundings.runtimes.values() for name in each.packages)


def named_in(tree: Tree) -> frozenset[str]:
    """The libraries that the environment file names, or a notebook installs."""
    asked = {each.name for each in environment_in(tree).wanted}
    texts = (text for path, text in tree.files.items() if path.endswith(".py"))
    installed = (found for text in texts if "%pip" in text for found in PIP_MAGIC.findall(text))
    return frozenset(asked | {name_of(word) for line in installed for word in line.split()})


def strangers(named: Iterable[str], modules: Iterable[str]) -> frozenset[str]:
    """Libraries that sound like none of the modules."""
    roots = tuple(modules)
    return frozenset(each for each in named if not any(likely(root, each) for root in roots))


def nowhere(tree: Tree, used: Used) -> Remark:
    """One module that a job will not find, and what there is to do."""
    elsewhere = {each.name for each in project_in(tree).wanted}
    remedy = f"Name {suppliers(used.root)[0]} in {environment_in(tree).path}."
    remark = "named nowhere"
    if used.root in {part for path in tree.outside for part in parts(path)}:
        remark = "lies outside the model's folder"
        remedy = "Move it into the folder: nothing else goes to the job."
    elif supplied(used.root, elsewhere):
        remark = f"named in {PROJECT} alone, from which jobs install nothing"
    return Remark(
        path=used.path,
        remark=f"{used.root} is imported, and {remark}",
        remedy=remedy,
        line=used.line,
    )
