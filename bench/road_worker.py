"""One measured process of bench/road.py: so many runs through the embedded host, timed."""

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter

from bench.noop_app import HOLD, POLICY, TOLD, app
from local.host import Host
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.core.candidate import Candidate
from shared.core.messages import ModelPushed, Push, TestReport, TestsCompleted
from shared.envelope import Envelope
from shared.ports import Blob, Blobs
from shared.wiring import World, world
from shared.wiring.laptop import store_in

NOBODY = "0" * 40
PATIENCE = 300.0
WARM_UP = 40
"""Runs that are not counted: until the log of the store has its size."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What to measure: `alone` runs one after the other, then `at_once` runs together.

    `count` runs have their operations counted, `crash` stays in the fifth step until the process is killed, `recover` ends what was left.
    """

    stored: int = 0
    alone: int = 0
    at_once: int = 0
    repeat: int = 1
    count: int = 0
    crash: int = 0
    recover: int = 0


def candidate(number: int) -> Candidate:
    """A candidate like no other of this process."""
    commit = f"{os.getpid():08x}{number:032x}"
    return Candidate(repository="bench/noop", commit=commit, model="noop")


def send(here: World, number: int) -> None:
    """Push a model, and say that its tests passed."""
    one, now = candidate(number), datetime.now(UTC)
    pushed = ModelPushed(
        candidate=one,
        push=Push(ref="refs/heads/main", before=NOBODY, pusher="p"),
        team="bench",
        authors=("dana@bank.example",),
    )
    report = TestReport(tests=1, failures=0, errors=0, skipped=0, report="e" * 64)
    tested = TestsCompleted(candidate=one, report=report)
    here.bus.publish(
        [
            Envelope(id=f"push-{one.run_id}", body=pushed, time=now),
            Envelope(id=f"tests-{one.run_id}", body=tested, time=now),
        ]
    )


def timed(here: World, numbers: Sequence[int]) -> float:
    """Seconds from the first push to the last step of the last run."""
    TOLD.expect(len(numbers))
    began = time.perf_counter()
    with store_in(here.settings.home).unit():
        for number in numbers:
            send(here, number)
    if not TOLD.reached.wait(PATIENCE):
        raise TimeoutError(f"{TOLD.count} of {TOLD.wanted} runs in {PATIENCE} s")
    return time.perf_counter() - began


def store(here: World, blobs: Blobs, number: int) -> None:
    """Have so many ended runs lie in the store already."""
    timed(here, [0])
    record = here.runs.find(candidate(0).run_id)
    assert record is not None
    blob = blobs.get(f"runs/noop/{candidate(0).run_id}.json")
    assert isinstance(blob, Blob)
    for first in range(0, number, 1000):
        with store_in(here.settings.home).unit():
            for n in range(first, min(first + 1000, number)):
                place = f"noop/noop-{n:016x}.json"
                blobs.put(f"ended/2026/10/{place}", blob.data, metadata=blob.metadata)
                blobs.put(f"ended/by-id/noop-{n:016x}", place.encode())
    # What was stored must have reached the disk, or its way there would be measured as well.
    os.sync()


def measure(task: Task) -> dict[str, object]:
    """The figures of one process."""
    here = world()
    broker, kept = SqliteBus(store_in(here.settings.home)), store_in(here.settings.home)
    with Host(app=app, broker=broker, store=kept, clock=here.clock):
        store(here, here.blobs, task.stored)
        for n in range(WARM_UP):
            timed(here, [1000 + n])
        alone = [timed(here, [n]) for n in range(10, 10 + task.alone)]
        first = 1_000_000
        together = []
        for turn in range(task.repeat if task.at_once else 0):
            start = first + turn * task.at_once
            together.append(timed(here, range(start, start + task.at_once)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"alone": alone, "together": together, "peak_mib": peak, "pid": os.getpid()}


def counted(runs: int) -> dict[str, int]:
    """How often the store and the bus are asked in so many runs, one after the other."""
    asked: Counter[str] = Counter()

    def watch(kind: type, name: str) -> None:
        plain = getattr(kind, name)

        def watched(*given: object, **named: object) -> object:
            asked[f"{kind.__name__}.{name}"] += 1
            return plain(*given, **named)

        setattr(kind, name, watched)

    for name in ("get", "put"):
        watch(SqliteBlobs, name)
    for name in ("publish", "complete"):
        watch(SqliteBus, name)
    here = world()
    kept = store_in(here.settings.home)
    with Host(app=app, broker=SqliteBus(kept), store=kept, clock=here.clock):
        for n in range(runs):
            timed(here, [n])
        time.sleep(0.5)
    return dict(asked)


def crash() -> None:
    """Come to the fifth step, say so, and wait to be killed."""
    HOLD.set()
    measure(Task(alone=1))


def recover() -> float:
    """Seconds from the start of the host to the end of the run that was left."""
    TOLD.expect(1)
    here = world()
    kept = store_in(here.settings.home)
    began, broker = time.perf_counter(), SqliteBus(kept)
    broker.reclaim()
    with Host(app=app, broker=broker, store=kept, clock=here.clock):
        TOLD.reached.wait(PATIENCE)
        return time.perf_counter() - began


def main() -> None:
    """Read the task, print the figures as JSON."""
    task = TypeAdapter(Task).validate_json(sys.argv[1])
    if task.crash:
        crash()
    elif task.count:
        print(json.dumps({"asked": counted(task.count)}))
    elif task.recover:
        print(json.dumps({"recovered": recover()}))
    else:
        print(json.dumps({**measure(task), "task": asdict(task), "policy": len(POLICY.names)}))


if __name__ == "__main__":
    main()
