"""Which commit each branch points at."""

import os
import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.git_source.bounded import opened
from shared.adapters.git_source.faults import about
from shared.ports import UnreadableSourceError

if TYPE_CHECKING:
    from dulwich.objects import ObjectID
    from dulwich.refs import Ref

MOST = 10_000
LONGEST = 16 * 1024 * 1024
HEADS = b"refs/heads/"
OBJECT_ID = re.compile(rb"[0-9a-f]{40}")
PACKED = re.compile(rb"^([0-9a-f]{40}) refs/heads/(.+)$", re.MULTILINE)
LOOSE = re.compile(rb"([0-9a-f]{40})\s*|ref: .*", re.DOTALL)


def branches(directory: Path) -> dict[str, str]:
    """The commits by the short names of the branches.

    A branch that is a symbolic ref is passed over: the one it stands for is listed itself.
    """
    # Loose refs come first: git writes the packed ones before it removes these.
    loose = dict(_loose(directory / "refs" / "heads"))
    commits = {**dict(_packed(directory / "packed-refs")), **loose}
    if len(commits) > MOST:
        raise UnreadableSourceError(f"has more than {MOST} branches")
    return commits


def branches_among(
    refs: "Mapping[Ref, ObjectID | None]", aliases: "Container[Ref]"
) -> dict[str, str]:
    """The same of the refs that a host has listed, of which some stand for others."""
    found = {
        name.removeprefix(HEADS).decode(): commit
        for name, commit in refs.items()
        if commit and name.startswith(HEADS) and name not in aliases
    }
    if not all(map(OBJECT_ID.fullmatch, found.values())):
        raise UnreadableSourceError("names its commits by other ids than those of SHA-1")
    if len(found) > MOST:
        raise UnreadableSourceError(f"has more than {MOST} branches")
    return {branch: commit.decode() for branch, commit in found.items()}


def _loose(heads: Path) -> Iterator[tuple[str, str]]:
    if heads.is_file():
        raise UnreadableSourceError("keeps its refs in tables: run git refs migrate")
    for folder, _, names in os.walk(heads):
        for name in names:
            path = Path(folder, name)
            if not name.endswith(".lock"):
                yield from _target(path, path.relative_to(heads).as_posix())


def _target(path: Path, branch: str) -> Iterator[tuple[str, str]]:
    with about(f"branch {branch!r}"):
        branch.encode()  # a name that is not UTF-8 could not be told to anybody
        try:
            with opened(path) as file:
                found = LOOSE.fullmatch(file.read(1024))
        except FileNotFoundError:
            return  # it was deleted or packed since the folder was listed
        if found is None:
            raise UnreadableSourceError("does not name a commit")
        if found[1]:
            yield branch, found[1].decode()


def _packed(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with opened(path) as file:
            data = file.read(LONGEST + 1)
    except FileNotFoundError:
        return
    if len(data) > LONGEST:
        raise UnreadableSourceError("packed-refs is too long")
    for commit, branch in PACKED.findall(data):
        yield branch.decode(), commit.decode()
