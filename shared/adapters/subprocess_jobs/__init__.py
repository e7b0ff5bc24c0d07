"""Jobs as processes of this machine: one folder for each, confined, watched, and found again.

A supervisor (`runner/supervisor.py`) holds the lock of the job's folder while it lives, and leaves
`outcome.json`.  A lock that is free without an outcome means that the machine stopped in between:
whoever asks next starts the job again.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import KW_ONLY, asdict, dataclass
from hashlib import sha256
from pathlib import Path

from shared.adapters.subprocess_jobs.folder import Folder
from shared.codec import document
from shared.contents import fetch
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.files.durable import keep
from shared.ports import Blobs, Job, Outcome, Scoring
from shared.signature import HEADER, sign

__all__ = ["Limits", "SubprocessJobs"]

ROOT = Path(__file__).resolve().parents[3]
RUNNER = (sys.executable, "-P", "-m", "runner", "job.json")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one job may use: of processor time, of time, of memory, and for one file."""

    cpu_seconds: int
    wall_seconds: int
    memory_mib: int
    file_mib: int


@dataclass(frozen=True)
class SubprocessJobs:
    """Runs each job in a process of its own, and finds it again after a crash.

    `tracking` is MLflow's URI and `artifacts` the folder for its models, empty where the store has
    a place of its own; `prepare` makes it fit to be used by jobs, before each of them.  `address`
    hears of each end, signed with `secret`; empty: nobody listens.
    """

    directory: Path
    blobs: Blobs
    _: KW_ONLY
    limits: Limits
    tracking: str = ""
    artifacts: str = ""
    address: str = ""
    secret: bytes = b""
    command: Sequence[str] = RUNNER
    prepare: Callable[[], None] = lambda: None

    def submit(self, key: str, job: Job) -> str:
        """Start the job, unless the key has one already."""
        name = sha256(key.encode()).hexdigest()[:32]
        with suppress(FileExistsError):
            order = document(self.order(name, job))
            keep(self.directory, f"{name}/job.json", [order], once=True)
        self.begin(self.folder(name))
        return name

    def outcome(self, job: str) -> Outcome | None:
        """How the job ended; a job that lost its supervisor is started again."""
        folder = self.folder(job)
        outcome = folder.outcome()
        if outcome is None:
            self.begin(folder)
        return outcome

    def cancel(self, job: str) -> None:
        """Let the supervisor stop the job, or take its place where there is none."""
        folder = self.folder(job)
        folder.cancel()
        self.begin(folder)

    def schedule(self, scoring: Scoring) -> str:
        """Write down what would score, and with what.

        Nothing on a laptop runs it: the description is for whoever wants to see what a workspace
        would be told.
        """
        candidate = scoring.candidate
        model = "_".join(filter(None, (candidate.model, candidate.brand)))
        name = f"scoring/{scoring.environment}/{model}.json"
        keep(self.directory.parent, name, [document(scoring)])
        return name

    def archive(self, candidate: Candidate, bundle: str) -> bytes | None:
        """There are no notebooks here."""
        return None

    def begin(self, folder: Folder) -> None:
        """Start a supervisor, unless one is alive or the job has ended."""
        with folder.claimed() as lock:
            if lock is not None and not folder.concluded():
                self.prepare()
                folder.prepare(fetch(self.blobs, folder.bundle()))
                folder.supervise(lock, ROOT)

    def folder(self, job: str) -> Folder:
        """The folder of a job.  Raises `RefusedError` where there is none."""
        folder = Folder(path=self.directory.absolute() / job)
        if not folder.exists():
            raise RefusedError(f"job {job!r}: not known here; it may belong to another machine")
        return folder

    def order(self, name: str, job: Job) -> Mapping[str, object]:
        """What the supervisor must know and, as `order`, the runner."""
        work = self.directory.absolute() / name / "work"
        run_id = job.candidate.run_id
        news = document({"run_id": run_id, "job": name})
        return {
            "command": self.command,
            "environment": environment(work),
            "limits": asdict(self.limits),
            "address": self.address,
            "headers": headers(news, self.secret),
            "news": news.decode(),
            "order": {
                "job": name,
                "task": job.task,
                "run_id": run_id,
                "bundle": job.bundle,
                "candidate": job.candidate,
                "code": str(work / "code"),
                "tracking": self.tracking,
                "artifacts": self.artifacts,
                "document": {"spec": job.spec, **job.document},
            },
        }


def headers(news: bytes, secret: bytes) -> Mapping[str, str]:
    """What goes with the news, so that it is believed; the secret itself is written nowhere."""
    return {"Content-Type": "application/json", HEADER: sign(secret, news)}


def environment(work: Path) -> Mapping[str, str]:
    """All the environment a job gets: none of ours, hence none of our secrets."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(work / "home"),
        "TMPDIR": str(work / "tmp"),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
