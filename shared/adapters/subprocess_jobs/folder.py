"""The folder of one job: what was asked, who is at it, and how it ended."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.bundle import unpack
from shared.codec import document, parse
from shared.core.errors import TryAgainError
from shared.core.findings import Owner
from shared.files.durable import keep
from shared.files.paths import plain
from shared.ports import Outcome

NAME = re.compile("[0-9a-f]{32}")
MOST_STARTS = 10
SUPERVISOR = (sys.executable, "-S", "-P", "-m", "runner.supervisor")


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is said of the end of a job."""

    succeeded: bool
    remark: str
    owner: Owner


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """What was submitted, as far as it is needed to start again."""

    order: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Folder:
    """The place of one job."""

    path: Path

    def exists(self) -> bool:
        """Whether such a job was submitted here."""
        return bool(NAME.fullmatch(self.path.name)) and (self.path / "job.json").exists()

    def order(self) -> Mapping[str, object]:
        """What the runner is told."""
        return parse(Submitted, self.content("job.json")).order

    def bundle(self) -> str:
        """The digest of the files to run."""
        return str(self.order()["bundle"])

    def outcome(self) -> Outcome | None:
        """How the job ended, `None` where it has not, as far as is known."""
        if not (self.path / "outcome.json").exists():
            return None
        ending = parse(Ending, self.content("outcome.json"))
        return Outcome(
            succeeded=ending.succeeded,
            result=self.content("result.json") if ending.succeeded else b"",
            log=self.content("log"),
            remark=ending.remark,
            owner=ending.owner,
        )

    def cancel(self) -> None:
        """Leave word that the job is to be stopped."""
        (self.path / "cancelled").touch()

    @contextmanager
    def claimed(self) -> Iterator[int | None]:
        """The lock of the job, to hand on; `None` where a supervisor has it."""
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor if locked(descriptor) else None
        finally:
            os.close(descriptor)

    def concluded(self) -> bool:
        """Whether the job has ended; one that is not to be started any more ends now."""
        if (self.path / "outcome.json").exists():
            return True
        ending = self.hopeless()
        if ending is None:
            return False
        keep(self.path, "outcome.json", [document(ending)])
        return True

    def hopeless(self) -> Ending | None:
        """The end of a job that was cancelled, or that always takes its supervisor with it."""
        if (self.path / "cancelled").exists():
            return Ending(succeeded=False, remark="the job was cancelled", owner=Owner.GBI)
        if len(self.content("starts")) < MOST_STARTS:
            return None
        remark = f"the job was started {MOST_STARTS} times and stopped each time without an outcome"
        remedy = "see whether the machine runs out of memory, then push again"
        return Ending(succeeded=False, remark=f"{remark}; {remedy}", owner=Owner.GBI)

    def prepare(self, bundle: bytes) -> None:
        """Lay out the job's files afresh: an earlier start may have changed them."""
        work = self.path / "work"
        shutil.rmtree(work, ignore_errors=True)
        for name in ("code", "home", "tmp"):
            (work / name).mkdir(parents=True)
        (work / "job.json").write_bytes(document(self.order()))
        for path, data in unpack(bundle).items():
            target = work / "code" / plain(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    def supervise(self, lock: int, root: Path) -> None:
        """Start the supervisor, which keeps the lock after we close it."""
        with (self.path / "starts").open("ab") as starts:
            starts.write(b".")
        with subprocess.Popen(
            (*SUPERVISOR, str(self.path)),
            env={"PYTHONPATH": str(root)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(lock,),
            start_new_session=True,
        ) as process:
            code = process.wait()
        if code:
            raise TryAgainError(f"job {self.path.name}: no supervisor: exit code {code}")

    def content(self, name: str) -> bytes:
        """What is in a file, nothing where it is not there."""
        path = self.path / name
        return path.read_bytes() if path.exists() else b""


def locked(descriptor: int) -> bool:
    """Whether we got the lock, without waiting for it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
