"""The commits whose evidence is not accounted for yet: a file for each, so that no crash loses one."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB
from pathlib import Path

from local import hook
from shared.files import durable

COMMIT = re.compile("[0-9a-f]{40}")
DONE = ".done"
WORKSHOP = ".workshop"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A commit that waits for its tests and for pylint, or whose results wait to be accepted."""

    repository: str
    commit: str

    @property
    def path(self) -> str:
        """Where it lies in the spool."""
        return f"{self.repository}/{self.commit}"


@dataclass(frozen=True, kw_only=True)
class Results:
    """What a tool found out about a commit, and when."""

    data: bytes
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Spool:
    """A folder of waiting commits, which the hooks of the repositories fill."""

    directory: Path

    @contextmanager
    def claimed(self) -> Iterator[bool]:
        """Whether we are the only one to work on it, as long as we do."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            try:
                held.enter_context(durable.locked(self.directory, LOCK_EX | LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                shutil.rmtree(self.directory / WORKSHOP, ignore_errors=True)
                yield True

    def workshop(self) -> Path:
        """The folder for what is needed only while tests run; a crash may leave things in it."""
        folder = self.directory / WORKSHOP
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def waiting(self) -> list[Waiting]:
        """All commits that wait, the oldest first."""
        found: list[tuple[int, Waiting]] = []
        for folder, folders, names in os.walk(self.directory):
            folders[:] = [name for name in folders if not name.startswith(".")]
            repository = Path(folder).relative_to(self.directory).as_posix()
            for commit in filter(COMMIT.fullmatch, names):
                since = Path(folder, commit).stat().st_mtime_ns
                found.append((since, Waiting(repository=repository, commit=commit)))
        return [waiting for _, waiting in sorted(found, key=lambda pair: pair[0])]

    def add(self, waiting: Waiting) -> None:
        """Let the commit wait for its tests, as the hook does."""
        hook.spool(self.directory, waiting.repository, waiting.commit)

    def knows(self, waiting: Waiting) -> bool:
        """Whether the commit waits, or has been through."""
        return any((folder / waiting.path).exists() for folder in (self.directory, self._done))

    def results(self, waiting: Waiting, kind: str) -> Results | None:
        """The results of a kind that wait to be accepted, `None` where there are none yet."""
        path = self.directory / f"{waiting.path}.{kind}"
        if not path.exists():
            return None
        at = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
        return Results(data=path.read_bytes(), at=at)

    def keep(self, waiting: Waiting, kind: str, results: bytes) -> None:
        """Keep the results until they are accepted."""
        durable.keep(self.directory, f"{waiting.path}.{kind}", [results])

    def accept(self, waiting: Waiting, kind: str) -> None:
        """The results of a kind have been accepted."""
        durable.keep(self._done, f"{waiting.path}.{kind}", [])
        (self.directory / f"{waiting.path}.{kind}").unlink(missing_ok=True)

    def accepted(self, waiting: Waiting, kind: str) -> bool:
        """Whether results of that kind have been accepted."""
        return (self._done / f"{waiting.path}.{kind}").exists()

    def finish(self, waiting: Waiting, kinds: Iterable[str]) -> None:
        """All is accepted; the commit goes last, for a crash may come in between."""
        durable.keep(self._done, waiting.path, [])
        for kind in kinds:
            (self._done / f"{waiting.path}.{kind}").unlink(missing_ok=True)
        (self.directory / waiting.path).unlink(missing_ok=True)

    @property
    def _done(self) -> Path:
        return self.directory / DONE
