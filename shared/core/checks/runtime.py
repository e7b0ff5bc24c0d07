"""What a model asks for goes with the Databricks runtime that its jobs get (R-058).

https://learn.microsoft.com/azure/databricks/release-notes/runtime/databricks-runtime-ver tells how
long a runtime is supported.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.chosen_runtime import VARIABLE, Chosen, chosen_in, departure, image_in
from shared.core.checks.libraries import Libraries, environment_in, project_in
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.compatibility import Answer, answer, protected, versions_of
from shared.core.findings import Owner, Priority
from shared.core.requirements.requirement import Wanted
from shared.core.runtimes import Runtime, seen, successor

WARNED: Final = timedelta(days=180)
MOVES: Final = "maintenance updates may move that."


def judge(tree: Tree) -> Iterator[Remark]:
    """The runtime is supported, and has what is asked for; nothing where jobs have no runtime."""
    chosen = chosen_in(tree)
    if chosen is None:
        yield from unheard_of(tree)
        return
    yield from departure(tree, chosen)
    yield from support(tree, chosen)
    if image_in(tree):
        return
    if chosen.runtime is None or not chosen.runtime.python:
        yield unseen(tree, chosen)
    if chosen.runtime is not None:
        yield from conflicts(environment_in(tree), chosen.runtime)
        yield from conflicts(project_in(tree), chosen.runtime)


def unheard_of(tree: Tree) -> Iterator[Remark]:
    """The platform's own runtime has a name of no form that we know."""
    if key := tree.surroundings.runtime:
        remark = f"the platform's runtime {key[:60]!r} is unknown, so nothing was compared with it"
        remedy = f"Tell GBI, or name a {VARIABLE} in {MODEL_FILE}."
        yield Remark(path=MODEL_FILE, remark=remark, remedy=remedy, priority=Priority.ADVISED)


def support(tree: Tree, chosen: Chosen) -> Iterator[Remark]:
    """Support has not ended, and does not end within half a year."""
    today, runtime = tree.surroundings.today, chosen.runtime
    if today is None or runtime is None or runtime.ends is None or runtime.ends - today > WARNED:
        return
    next_one = successor(tree.surroundings.runtimes, chosen.name, max(today, runtime.ends) + WARNED)
    remedy = "Move to a later one with long support."
    if next_one:
        key, ends = next_one[0].key, next_one[1]
        remedy = f"Write `{VARIABLE}: {key}` in {MODEL_FILE}: that is supported until {ends}."
    over = runtime.ends < today
    yield Remark(
        path=MODEL_FILE,
        remark=f"support of {chosen.name.key} {'ended' if over else 'ends'} on {runtime.ends}",
        remedy=remedy,
        line=chosen.line,
        priority=Priority.REQUIRED if over else Priority.ADVISED,
    )


def unseen(tree: Tree, chosen: Chosen) -> Remark:
    """Nobody has written down what the runtime has."""
    last = seen(tree.surroundings.runtimes)
    as_of = f" (as of {last})" if last else ""
    return Remark(
        path=MODEL_FILE,
        remark=f"nobody knows the libraries of {chosen.name.key}{as_of}: nothing was compared",
        remedy="Ask GBI to capture them on a cluster; until then, try the model on one yourself.",
        line=chosen.line,
        priority=Priority.ADVISED,
    )


def conflicts(libraries: Libraries, runtime: Runtime) -> Iterator[Remark]:
    """What the runtime has in another version than is asked for."""
    for wanted in libraries.wanted:
        if answer(wanted, runtime) is Answer.CONFLICT:
            yield conflict(libraries.path, wanted, runtime)


def conflict(path: str, wanted: Wanted, runtime: Runtime) -> Remark:
    """One library; another version of what the runtime is built on cannot be had there."""
    if wanted.name == "python":
        remark = f"{wanted.written} is asked for, and {runtime.key} has Python {runtime.python}"
        remedy = f"Allow {runtime.python}, or name a {VARIABLE} with another Python."
        return Remark(path=path, remark=remark, remedy=remedy, line=wanted.line)
    (there,) = versions_of(wanted.name, runtime)
    grave = protected(wanted.name)
    remedy = f"Leave {wanted.name} out, or allow {there}; {MOVES}"
    if not grave:
        remedy = f"Allow {there}, or let jobs install theirs over the runtime's; {MOVES}"
    return Remark(
        path=path,
        remark=f"{wanted.written[:80]} is asked for, and {runtime.key} has {there}"
        f" (as seen on {runtime.as_of})",
        remedy=remedy,
        line=wanted.line,
        priority=Priority.REQUIRED if grave else Priority.NICE,
    )


CHECK: Final = Check(
    name="runtime",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-058",
    judge=judge,
)
