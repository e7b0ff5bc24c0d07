"""What the embedded store costs: commits, handled messages and waits for the disk, few and many."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from shared.core.candidate import Candidate
from shared.core.messages import RunChecks
from shared.envelope import Envelope
from shared.ports import Blob, Delivery

LOCK = timedelta(minutes=5)
RUNS = 200
QUEUE = "run-checks"
BODY = os.urandom(4096)
METADATA = {
    "stage": "training",
    "model": "churn",
    "team": "credit",
    "waiting": "training",
    "due": "2026-11-20T10:00:00Z",
    "updated": "2026-11-20T09:00:00Z",
}


class Desk:
    """A store, and a message that is handled again and again for many runs."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path, system_clock)
        self.blobs, self.bus = SqliteBlobs(self.store), SqliteBus(self.store)

    def fill(self, blobs: int) -> None:
        """Store blobs nobody asks for, and a message for each run."""
        for start in range(0, blobs, 1000):
            with self.store.unit():
                for number in range(start, min(start + 1000, blobs)):
                    name = f"runs/model-{number % 97:02}/{number:06}.json"
                    self.blobs.put(name, BODY, metadata=METADATA)
        with self.store.unit():
            for run in range(RUNS):
                self.publish(f"{run:03}-0")

    def publish(self, id: str) -> None:
        """Send the message once more."""
        candidate = Candidate(repository="bank/churn", commit="c0ffee" * 6, model="churn")
        body = RunChecks(candidate=candidate, step="checks")
        self.bus.publish([Envelope(id=id, body=body, time=system_clock())])

    def handle(self, delivery: Delivery) -> None:
        """Read the run, change it, say what follows, and be done with the message."""
        run, _, turn = delivery.id.partition("-")
        name = f"runs/live-{int(run) % 7}/{run}.json"
        blob = self.blobs.get(name)
        etag = blob.etag if isinstance(blob, Blob) else ""
        self.blobs.put(name, BODY, metadata=METADATA, if_match=etag)
        self.publish(f"{run}-{int(turn) + 1}")
        self.bus.complete(delivery)

    def handle_alone(self, messages: int) -> None:
        """A transaction to receive a message, and one to handle it."""
        self.handle_in_batches(messages, 1)

    def handle_in_batches(self, messages: int, size: int = 64) -> None:
        """A transaction to receive many messages, and one to handle them."""
        for _ in range(0, messages, size):
            with self.store.batch() as batch:
                for delivery in self.bus.receive(QUEUE, limit=size, lock=LOCK):
                    with batch.unit():
                        self.handle(delivery)

    def put_alone(self, commits: int) -> None:
        """One blob, one transaction."""
        for number in range(commits):
            self.blobs.put(f"alone/{number % RUNS}", BODY, metadata=METADATA)

    def put_together(self, commits: int, threads: int = 16) -> None:
        """Many threads, each with one blob after the other."""
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(self.put_alone, [commits // threads] * threads))


JOBS: dict[str, tuple[int, Callable[[Desk, int], None]]] = {
    "commits alone": (2_000, Desk.put_alone),
    "commits of 16 threads": (8_000, Desk.put_together),
    "handled alone": (2_000, Desk.handle_alone),
    "handled in batches of 64": (25_600, Desk.handle_in_batches),
}


@contextmanager
def desk(path: Path) -> Iterator[Desk]:
    """The store in the file, open."""
    opened = Desk(path)
    try:
        yield opened
    finally:
        opened.store.close()


def main() -> None:
    """Print one line for each figure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--blobs", type=int, nargs="*", default=[100, 100_000])
    arguments.add_argument(
        "--only", nargs=2, metavar=("JOB", "FILE"), help="do one job and no more"
    )
    options = arguments.parse_args()
    if options.only:
        count, job = JOBS[options.only[0]]
        with desk(Path(options.only[1])) as opened:
            job(opened, count)
        return
    for blobs in options.blobs:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "store.db", blobs)


def measure(path: Path, blobs: int) -> None:
    """All jobs on one store."""
    with desk(path) as opened:
        opened.fill(blobs)
        for name, (count, job) in JOBS.items():
            job(opened, count // 10)
            wall, cpu = perf_counter(), process_time()
            job(opened, count)
            wall, cpu = perf_counter() - wall, process_time() - cpu
            print(
                f"{blobs:>7,} blobs  {name:<25} {count / wall:>9,.0f}/s"
                f"  {wall / count * 1e6:>6.1f} us  CPU {cpu / count * 1e6:>6.1f} us",
                flush=True,
            )
    for name, (count, _) in JOBS.items():
        print(f"{blobs:>7,} blobs  {name:<25} {fsyncs(name, path, count)}", flush=True)


def fsyncs(name: str, path: Path, count: int) -> str:
    """How often the job waits for the disk, counted from outside."""
    strace = shutil.which("strace")
    if strace is None:
        return "fsyncs not counted: there is no strace here"
    log = path.with_suffix(".strace")
    job = [sys.executable, "-m", "bench.store", "--only", name, str(path)]
    trace = [strace, "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(log)]
    subprocess.run([*trace, *job], check=True)
    return f"{len(log.read_text().splitlines()) / count:.4f} fsyncs each"


if __name__ == "__main__":
    main()
