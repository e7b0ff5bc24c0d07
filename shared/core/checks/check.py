"""What a check is: one question about a model's folder, with one owner."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.checks.tree import Tree
from shared.core.findings import Finding, Owner, Priority

MOST: Final = 1_000  # findings of one check and one priority


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is wrong at one place, in one sentence, and what to do about it.

    `path` counts from the model's folder or, where it begins with a slash, from the root of the
    repository; `standard`, `priority` and `owner` are given where they are not the whole check's.
    `broken` says that the check could not be carried out.
    """

    path: str
    remark: str
    remedy: str
    line: int | None = None
    standard: str = ""
    priority: Priority | None = None
    broken: bool = False
    owner: Owner | None = None


def missing(tree: Tree, path: str, remedy: str) -> Remark:
    """A file that is not there, or not as text, and the one that may have been meant."""
    other = tree.alike(path)
    hint = f" Is {other} meant? Then move it." if other else ""
    return Remark(path=path, remark=f"{path} is {tree.absence(path)}", remedy=f"{remedy}{hint}")


def unsaid(heard: Mapping[Priority, int]) -> Iterator[Remark]:
    """How many more there are of each priority than anybody will read."""
    for priority, count in heard.items():
        if count > MOST:
            remark = f"there are {count - MOST} findings more, which are not shown"
            remedy = "Mend those that are shown, and look again."
            yield Remark(path="model.yml", remark=remark, remedy=remedy, priority=priority)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A question every model is asked, and the requirement it keeps.

    `judge` reads text and syntax trees; it never runs, imports or opens anything.
    """

    name: str
    priority: Priority
    owner: Owner
    standard: str
    judge: Callable[[Tree], Iterator[Remark]]

    def findings(self, tree: Tree) -> Iterator[Finding]:
        """What the check has to say.  A check that breaks has not been passed."""
        heard: Counter[Priority] = Counter()
        try:
            for remark in self.judge(tree):
                priority = remark.priority or self.priority
                heard[priority] += 1
                if heard[priority] <= MOST:
                    yield self.finding(tree, remark)
            yield from (self.finding(tree, each) for each in unsaid(heard))
        except Exception as error:  # noqa: BLE001 - however it broke, it was not passed
            yield self.broken(tree, error)

    def finding(self, tree: Tree, remark: Remark) -> Finding:
        """A remark with all that the check knows about it, placed in the repository."""
        return Finding(
            check=self.name,
            priority=remark.priority or self.priority,
            owner=remark.owner or self.owner,
            path=tree.place(remark.path),
            remark=remark.remark,
            remedy=remark.remedy,
            standard=remark.standard or self.standard,
            line=remark.line,
            broken=remark.broken,
        )

    def broken(self, tree: Tree, error: Exception) -> Finding:
        """Our own fault, and required to be mended: nothing was judged."""
        return Finding(
            check=self.name,
            priority=Priority.REQUIRED,
            owner=Owner.GBI,
            path=tree.folder,
            remark=f"the check could not be carried out: {type(error).__name__}",
            remedy="Tell the platform team; until it is mended, this counts as not passed.",
            standard=self.standard,
            broken=True,
        )
