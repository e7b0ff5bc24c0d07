"""Whoever reads the repository must not get the keys of anything else by it (R-060).

All that a commit brings is looked at, outputs of notebooks and binaries included.  Comments that
tell other scanners to look away (`nosec`, `pragma: allowlist secret`) are not heeded.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from shared.core.checks.check import Check, Remark
from shared.core.checks.tree import Tree
from shared.core.findings import Owner, Priority
from shared.core.secrets.hits import Hit
from shared.core.secrets.masking import masked
from shared.core.secrets.reading import texts_in
from shared.core.secrets.sightings import Sighting, once, sightings
from shared.core.secrets.words import CrowdedError

TOLD: Final = 50


def judge(tree: Tree) -> Iterator[Remark]:
    """Every file of the folder, and those of the repository that are no model's."""
    for path, text in sorted(tree.files.items()):
        yield from remarks(path, (text,))
    for path, data in sorted(tree.odd.items()):
        yield from remarks(path, texts_in(data))
    for path, data in sorted(tree.outside.items()):
        yield from remarks(f"/{path}", texts_in(data))


def remarks(path: str, texts: Iterator[str] | tuple[str, ...]) -> Iterator[Remark]:
    """What is to be said of a file that can be read in several ways."""
    try:
        found = once(chain.from_iterable(sightings(path, text) for text in texts))
    except CrowdedError:
        yield crowded(path)
        return
    for sighting in found[:TOLD]:
        yield written(path, sighting)
    if len(found) > TOLD:
        yield more(path, len(found) - TOLD)


def written(path: str, sighting: Sighting) -> Remark:
    """A secret, spoken of but not told."""
    hit = sighting.hit
    remark = f"a secret is written here: {hit.kind.name} {masked(hit)}"
    return Remark(path=path, remark=remark, remedy=remedy(hit), line=sighting.line)


def remedy(hit: Hit) -> str:
    """Where it ends to be one, and where the next belongs."""
    return (
        f"Revoke it ({hit.kind.at}), put a new one into the Key Vault or the secret scope, and"
        " refer to that by name; the history keeps this one, so removing the line is not enough."
    )


def more(path: str, count: int) -> Remark:
    """That there are others in a file which has too many to list."""
    remark = f"at least {count} more secrets are written in this file"
    return Remark(path=path, remark=remark, remedy="Revoke them all, and remove the file.")


def crowded(path: str) -> Remark:
    """That nobody can say."""
    remark = "more places look like the beginning of a secret than can be looked at"
    remedy = "Keep data and generated text out of the repository, or divide the file."
    return Remark(path=path, remark=remark, remedy=remedy)


CHECK: Final = Check(
    name="secrets",
    priority=Priority.REQUIRED,
    owner=Owner.GBI,
    standard="R-060",
    judge=judge,
)
