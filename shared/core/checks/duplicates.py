"""Which code stands in other repositories, too: shared, it would be mended once (R-101, R-120)."""

from collections.abc import Iterator
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import MODEL_FILE, Tree
from shared.core.clones import Clone
from shared.core.findings import Owner, Priority

TOLD: Final = 20


def judge(tree: Tree) -> Iterator[Remark]:
    """The longest clones, how many more there are, and whether some may have been missed."""
    clones = tree.surroundings.clones
    if clones is None:
        return
    yield from (told(clone) for clone in clones.found[:TOLD])
    untold = len(clones.found) - TOLD
    if untold > 0:
        yield Remark(
            path=MODEL_FILE,
            remark=f"{untold} clones more, none longer than those told of",
            remedy="Deal with the longer ones first.",
        )
    if clones.unread:
        yield Remark(
            path=MODEL_FILE,
            remark=f"duplicates may have been missed: {clones.unread[0]}",
            remedy="Tell the platform team: the index of code has to be rebuilt.",
        )
    if clones.beyond:
        yield Remark(
            path=MODEL_FILE,
            remark=f"{clones.beyond} files are beyond the 8 MiB of code that are compared",
            remedy="Keep generated code and that of third parties out of the repository.",
        )


def told(clone: Clone) -> Remark:
    """Where the same stands, and whom to ask."""
    more = f", and in {clone.more} more places" if clone.more else ""
    return Remark(
        path=clone.path,
        line=clone.line,
        remark=f"lines {clone.line} to {clone.end} stand in {clone.repository}"
        f" (owner {clone.owner}), {clone.other_path} lines {clone.other_line} to"
        f" {clone.other_end}, too{more}",
        remedy=f"Ask {clone.owner} to put it into a shared package, or import it from there.",
    )


CHECK: Final = Check(
    name="duplicates",
    priority=Priority.ADVISED,
    owner=Owner.GBI,
    standard="R-061",
    judge=judge,
)
