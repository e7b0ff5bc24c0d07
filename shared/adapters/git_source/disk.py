"""Repositories on disk, by their path or a file address."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote

from shared.adapters.git_source.objects import Objects
from shared.adapters.git_source.refs import branches
from shared.core.trees import Limits
from shared.ports import UnreadableSourceError

FILE_URL = re.compile(r"file://(?:localhost)?(/.*)", re.DOTALL)


@contextmanager
def objects_on_disk(url: str, limits: Limits) -> Iterator[Objects]:
    """The objects of the repository, as long as they are needed."""
    with closing(Objects(_directory_of(url) / "objects", limits)) as objects:
        yield objects


def branches_on_disk(url: str) -> dict[str, str]:
    """The commits by the short names of the branches."""
    return branches(_directory_of(url))


def _directory_of(url: str) -> Path:
    path = Path(_path_of(url))
    for directory in (path / ".git", path):
        if (directory / "objects").is_dir() and (directory / "HEAD").is_file():
            return directory
    if not path.exists():
        raise UnreadableSourceError("there is no such repository: register where it lies")
    raise UnreadableSourceError("is not a git repository (linked worktrees are not read)")


def _path_of(url: str) -> str:
    if not url or "\0" in url:
        raise UnreadableSourceError("is not the path of a repository")
    local = FILE_URL.fullmatch(url)
    if local is None and "://" in url:
        raise UnreadableSourceError(
            "is neither on this machine nor on the web: register a path or an https address"
        )
    return unquote(local[1]) if local else url
