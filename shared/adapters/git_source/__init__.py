"""Reads commits of git repositories on disk: no checkout, no git binary, nothing of theirs run."""

import errno
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote

from shared.adapters.git_source.ancestry import Ancestry
from shared.adapters.git_source.faults import about
from shared.adapters.git_source.folders import entries_of
from shared.adapters.git_source.objects import Objects
from shared.adapters.git_source.refs import branches
from shared.core.errors import TryAgainError
from shared.core.trees import Limits
from shared.ports import Snapshot, UnreadableSourceError

MOST_NAMED = 64 * 1024  # what is said of a push must fit into a message
OBJECT_ID = re.compile(r"[0-9a-f]{40}")
FILE_URL = re.compile(r"file://(?:localhost)?(/.*)", re.DOTALL)
PASSWORD = re.compile(r"//[^/@]*@")
HOPELESS = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}


class GitSource:
    """Commits by their full id, as they were pushed.

    Replacement refs, grafts, alternates and the repository's configuration are not looked at: they
    could show other contents than the id stands for, or those of another repository.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    def snapshot(self, url: str, commit: str) -> Snapshot:
        """The regular files of the commit.  Raises `UnreadableSourceError`, saying why not."""
        with self._objects_for(url, commit) as objects:
            return _snapshot(objects, commit, self._limits)

    def authors(self, url: str, commit: str, since: str) -> tuple[str, ...]:
        """Everybody who wrote what `since` does not hold.  Raises `UnreadableSourceError`."""
        earlier = since if OBJECT_ID.fullmatch(since) else ""
        with self._objects_for(url, commit) as objects:
            added = Ancestry(objects, self._limits.commits).since(commit, earlier)
            return _people(author for one in added for author in one.authors)

    def heads(self, url: str) -> Mapping[str, str]:
        """The commit each branch points at, by the branch's short name."""
        with _trouble(), about(_shown(url)):
            return branches(_directory_of(url))

    @contextmanager
    def _objects_for(self, url: str, commit: str) -> Iterator[Objects]:
        with _trouble(), about(f"{_shown(url)} at {commit[:40]!r}"):
            if not OBJECT_ID.fullmatch(commit):
                raise UnreadableSourceError("a commit is named by 40 hexadecimal digits")
            # In process, not in a limited subprocess: sizes are known before bytes are inflated,
            # and labour is counted, so the worst packs we could build cost seconds and 150 MB.
            with closing(Objects(_directory_of(url) / "objects", self._limits)) as objects:
                yield objects


def _snapshot(objects: Objects, name: str, limits: Limits) -> Snapshot:
    commit = Ancestry(objects, limits.commits).commit(name)
    entries = entries_of(objects, commit.tree, limits)
    files: dict[str, bytes] = {}
    left = limits.total_size
    for entry in (entry for entry in entries if entry.regular):
        files[entry.path] = objects.read(entry.object_id, "blob", entry.path)
        left -= len(files[entry.path])
        if left < 0:
            raise UnreadableSourceError(f"its files hold more than {limits.total_size} bytes")
    passed_over = tuple(entry.path for entry in entries if not entry.regular)
    return Snapshot(files=files, authors=commit.authors, passed_over=passed_over)


def _people(addresses: Iterable[str]) -> tuple[str, ...]:
    found = sorted(set(addresses))
    if sum(map(len, found)) > MOST_NAMED:
        raise UnreadableSourceError(f"its authors fill more than {MOST_NAMED} characters")
    return tuple(found)


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
        raise UnreadableSourceError("only repositories on this machine are read: register a path")
    return unquote(local[1]) if local else url


def _shown(url: str) -> str:
    return PASSWORD.sub("//", url) or "''"


@contextmanager
def _trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in HOPELESS:
            raise UnreadableSourceError(f"cannot be read: {error}") from error
        raise TryAgainError(f"cannot be read just now: {error}") from error
    except MemoryError as error:
        raise TryAgainError("too little memory to read a repository just now") from error
