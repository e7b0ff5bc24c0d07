"""What is to be known of a commit, given the objects it is made of."""

from collections.abc import Iterable

from shared.adapters.git_source.ancestry import Ancestry
from shared.adapters.git_source.folders import entries_of
from shared.adapters.git_source.objects import Objects
from shared.core.trees import Limits
from shared.ports import Snapshot, UnreadableSourceError

MOST_NAMED = 64 * 1024  # what is said of a push must fit into a message


def snapshot_of(objects: Objects, name: str, limits: Limits) -> Snapshot:
    """The commit's regular files, and who wrote it."""
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


def authors_of(objects: Objects, name: str, since: str, limits: Limits) -> tuple[str, ...]:
    """Who wrote the commit and all behind it that is not behind the earlier one."""
    added = Ancestry(objects, limits.commits).since(name, since)
    return _people(author for one in added for author in one.authors)


def _people(addresses: Iterable[str]) -> tuple[str, ...]:
    found = sorted(set(addresses))
    if sum(map(len, found)) > MOST_NAMED:
        raise UnreadableSourceError(f"its authors fill more than {MOST_NAMED} characters")
    return tuple(found)
