"""A pipeline template is named `template-<ci>-<job>-<purpose>`, its file the same with underscores.

The draft leaves the last part of the name open (R-006) and has no dashes in files' names (R-008):
name, file and what a tool insists on are three rules (R-009).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.dataset import table_in
from shared.core.checks.naming import exempt
from shared.core.checks.references import YAML, Call, calls_in, paths_in, pipelines_in
from shared.core.checks.tree import Tree, likeness
from shared.core.findings import Owner, Priority
from shared.core.paths import parent

# The systems in which the bank's repositories run, or ran.
CIS: Final[Mapping[str, str]] = {
    "ado": "Azure DevOps",
    "azure": "Azure Pipelines",
    "bitbucket": "Bitbucket Pipelines",
    "github": "GitHub Actions",
    "gitlab": "GitLab CI",
    "jenkins": "Jenkins",
}
FILE = re.compile(r"template_([a-z0-9]+)_[a-z0-9]+(?:_[a-z0-9]+)+\.yml")
# A word of pipelines: folders of that name also hold the templates of prompts and of e-mails.
PIPELINE = re.compile(
    r"^[ \t]*(?:- )?(?:extends|include|jobs?|on|parameters|runs|script|stages?|steps|variables):",
    re.MULTILINE,
)
SEPARATOR = re.compile(r"[-_. ]+")


def judge(tree: Tree) -> Iterator[Remark]:
    """Every template's name, and every call of one that is not there."""
    calls, known = tuple(calls_in(tree)), paths_in(tree)
    called = {call.target: call.ci for call in calls if is_yaml(call.target)}
    own = {tree.place(path) for path in tree.names}
    data = tree.place(table_in(tree))
    texts = pipelines_in(tree)
    for path in sorted(known):
        alike = path in called or looks_like_one(path, known, texts)
        if alike and path != data and not exempt(path):
            yield from misnamed(path, called.get(path, "<ci>"), path in own)
    places = {folder for path in known for folder in above(path)}
    spellings = {likeness(path): path for path in known}
    for call in calls:
        there = call.target in known or (call.target and call.target in places)
        if not there and parent(call.target) in places:
            yield misdirected(call, spellings.get(likeness(call.target), ""))
        elif call.target.endswith(".yaml") and not exempt(call.target):
            yield misspelt(call)


def above(path: str) -> Iterator[str]:
    """Every folder that a path lies in, the root being empty."""
    parts = path.split("/")
    return ("/".join(parts[:length]) for length in range(len(parts)))


def is_yaml(path: str) -> bool:
    """Whether a path is a file of YAML, by its name."""
    return path.lower().endswith(YAML)


def looks_like_one(path: str, known: frozenset[str], texts: Mapping[str, str]) -> bool:
    """Whether a file's name says that it is a template, or its folder and its words; Helm's are none."""
    folder, _, name = path.rpartition("/")
    before, _, last = folder.rpartition("/")
    if not is_yaml(path):
        return False
    charted = f"{before}/Chart.yaml".lstrip("/") in known
    if last != "templates" or charted:
        return name.lower().startswith("template")
    return name.lower().startswith("template") or PIPELINE.search(texts.get(path, "")) is not None


def misnamed(path: str, ci: str, own: bool) -> Iterator[Remark]:
    """A template whose name does not say what it is for; of dashes, the model's `own` are told."""
    name = path.rpartition("/")[2]
    spelt = f"{name[: name.rindex('.')].lower().replace('-', '_')}.yml" if own else name
    found = FILE.fullmatch(spelt)
    if not (found and found[1] in CIS):
        proper = proposed(name, ci)
        yield Remark(
            path=f"/{path}",
            remark=f"the name of the pipeline template {name} does not say its CI, job and purpose",
            remedy=f"Name it {proper.replace('_', '-')}, and its file {proper}.yml.",
        )


def proposed(name: str, ci: str) -> str:
    """What a template might be called, with gaps for what its name does not say."""
    parts = SEPARATOR.split(name[: name.rindex(".")].lower())
    said = [part for part in parts if part and not part.startswith("template")]
    if said and said[0] in CIS:
        ci = said.pop(0)
    job, purpose = said[:1] or ["<job>"], said[1:] or ["<purpose>"]
    return "_".join(["template", ci, *job, *purpose])


def misdirected(call: Call, meant: str) -> Remark:
    """A call of what is not there, and what may be meant."""
    return Remark(
        path=f"/{call.path}",
        remark=f"the template {call.written[:80]!a} is not there",
        remedy=f"Is {meant} meant? Then call it so." if meant else "Add it, or call another.",
        line=call.line,
    )


def misspelt(call: Call) -> Remark:
    """A call of a file that is to be renamed."""
    return Remark(
        path=f"/{call.path}",
        remark=f"the template {call.written[:80]!a} does not end in .yml",
        remedy="Rename the file, and call it by its new name.",
        line=call.line,
        standard="R-007",
    )


CHECK: Final = Check(
    name="templates",
    priority=Priority.ADVISED,
    owner=Owner.GBI,
    standard="R-006, R-009",
    judge=judge,
)
