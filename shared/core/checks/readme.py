"""Someone will have to look after this model at night: the README says what they must know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from shared.core.checks import golden_path
from shared.core.checks.boilerplate import left_in
from shared.core.checks.check import Check, Remark, missing
from shared.core.checks.markdown import Section, sections_in
from shared.core.checks.syntax import Unparsed
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority

PATH: Final = "README.md"
READ: Final = 100_000  # characters: nobody reads on
PROMISES: Final = frozenset({"todo", "tbd", "fixme", "xxx"})


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something to know, the words by which its section is found, and how many it takes to say."""

    subject: str
    names: tuple[str, ...]
    words: int = 5


PURPOSE: Final = Topic(
    subject="what the model is for",
    names=(
        "purpose",
        "use",
        "goal",
        "about",
        "overview",
        "does",
        "description",
        "introduction",
        "objective",
        "summary",
    ),
)
INTRODUCTION: Final = 8  # words under the title that need no heading of their own
TOPICS: Final = (
    PURPOSE,
    Topic(
        subject="who owns it",
        names=(
            "owner",
            "owners",
            "ownership",
            "contact",
            "contacts",
            "team",
            "maintainers",
            "authors",
            "responsible",
        ),
        words=1,
    ),
    Topic(
        subject="which data it needs",
        names=("data", "dataset", "datasets", "features", "inputs"),
    ),
    Topic(
        subject="how it is trained, or by which rules it goes",
        names=(
            "training",
            "train",
            "trained",
            "rule",
            "rules",
            "method",
            "methodology",
            "modelling",
            "modeling",
        ),
    ),
    Topic(
        subject="where its limits are",
        names=("limits", "limit", "limitations", "limitation", "risks", "caveats", "assumptions"),
    ),
)


def judge(tree: Tree) -> Iterator[Remark]:
    """Every topic has a section that says something, and nothing is left of anybody's template."""
    if PATH not in tree.files:
        subjects = "; ".join(topic.subject for topic in TOPICS)
        yield missing(tree, PATH, f"Add {PATH} and say: {subjects}.")
        return
    sections = tuple(sections_in(tree.files[PATH][:READ]))
    for topic in TOPICS:
        about = [section for section in sections if is_about(section, topic)]
        opened = sections[:1] if topic is PURPOSE else ()
        if not any(says(section, topic) for section in about) and not any(map(introduces, opened)):
            yield unsaid(topic, about)
    for line, what in left_in(tree.files[PATH][:READ]):
        remedy = "Say there what is so for this model, or remove it."
        yield Remark(path=PATH, remark=f"{PATH} still holds {what}", remedy=remedy, line=line)
    yield from outdated(tree, sections)


def is_about(section: Section, topic: Topic) -> bool:
    """Whether a heading names the topic."""
    return not section.heading.isdisjoint(topic.names)


def introduces(section: Section) -> bool:
    """Whether what stands under the title says what all of it is for, in a sentence of its own."""
    titled = not any(is_about(section, topic) for topic in TOPICS if topic is not PURPOSE)
    return titled and len(section.words) >= INTRODUCTION and says(section, PURPOSE)


def outdated(tree: Tree, sections: Iterable[Section]) -> Iterator[Remark]:
    """Sections of the golden path's own README about files that are the golden path's no more."""
    for section in sections:
        path = golden_path.described_by(section.words)
        if path and own(tree, path):
            remark = f"{PATH} still describes the template's example here, and {path} has changed"
            remedy = "Say there what is so for this model."
            yield Remark(path=PATH, remark=remark, remedy=remedy, line=section.line)


def own(tree: Tree, path: str) -> bool:
    """Whether a file of the template's has become the team's, or is gone; not one that is broken."""
    if path not in tree.files:
        return True
    whole = not isinstance(tree.syntax(path), Unparsed)
    return whole and not golden_path.wrote(tree.files[path])


def says(section: Section, topic: Topic) -> bool:
    """Words enough, and none that promises them for later."""
    return len(section.words) >= topic.words and not PROMISES.intersection(section.words)


def unsaid(topic: Topic, about: list[Section]) -> Remark:
    """A topic without a section, or with an empty one."""
    remark = f"{PATH} does not say {topic.subject}"
    if about:
        remedy = "Say it there, in a sentence or two, and leave no promises."
        return Remark(path=PATH, remark=remark, remedy=remedy, line=about[0].line)
    return Remark(path=PATH, remark=remark, remedy=f"Add a section `## {topic.names[0].title()}`.")


CHECK: Final = Check(
    name="readme",
    priority=Priority.EXPECTED,
    owner=Owner.GBI,
    standard="R-062",
    judge=judge,
)
