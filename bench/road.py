"""Runs of eight steps that do nothing, through the embedded host, beside DBOS on SQLite.

`python -m bench.road [--short]` prints a line for each figure; fsyncs are counted with strace.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.noop_app import STEPS

ROOT = Path(__file__).parents[1]
PEER = ROOT / ".venv-bench" / "bin" / "python"
SHORT = "--short" in sys.argv
MANY = 10_000 if SHORT else 100_000
CALLS = re.compile(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*\b(?:fsync|fdatasync)$", re.MULTILINE)
"""A row of strace's summary: per cent, seconds, microseconds a call, calls, errors, name."""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on a disk, for the time of one measurement."""
    made = Path(tempfile.mkdtemp(prefix="road-", dir=ROOT / ".gatehouse"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def ours(home: Path, task: Mapping[str, int], *prefix: str) -> dict[str, object]:
    """The figures of one process of ours."""
    command = [*prefix, sys.executable, "-m", "bench.road_worker", json.dumps(task)]
    return figures(command, {"GATEHOUSE_HOME": str(home), "GATEHOUSE_POLICY": policy(home)})


def theirs(home: Path, alone: int, at_once: int, repeat: int) -> dict[str, object]:
    """The figures of one process of DBOS."""
    script = str(ROOT / "bench" / "dbos_worker.py")
    return figures([str(PEER), script, str(home), str(alone), str(at_once), str(repeat)], {})


def figures(command: list[str], extra: Mapping[str, str]) -> dict[str, object]:
    """What a process prints last, as JSON."""
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **extra}, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{' '.join(command)}: {ran.stderr[-2000:]}")
    found: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return found


def policy(home: Path) -> str:
    """The policy file: one environment, nobody to ask."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "policy.yml"
    path.write_text("environments:\n  - name: prod\n")
    return str(path)


def seconds(found: Mapping[str, object], which: str) -> list[float]:
    """A column of figures."""
    column = found[which]
    assert isinstance(column, list)
    return column


def compare() -> None:
    """One run and 200 at once: ours and theirs, in turns."""
    times = 3 if SHORT else 5
    alone, together, their_alone, their_together = ([] for _ in range(4))
    for _ in range(times):
        with folder() as home:
            found = ours(home, {"alone": 40, "at_once": 200, "repeat": 3})
        alone.append(median(seconds(found, "alone")))
        together.append(200 / min(seconds(found, "together")))
        with folder() as home:
            peer = theirs(home, 40, 200, 2)
        their_alone.append(median(seconds(peer, "alone")))
        their_together.append(200 / min(seconds(peer, "together")))
    ratio = median(alone) / median(their_alone)
    say("one run", milliseconds(alone), milliseconds(their_alone), ratio, "at most 0.5")
    ratio = median(together) / median(their_together)
    say("200 at once", rate(together), rate(their_together), ratio, "at least 8")


def milliseconds(column: list[float]) -> str:
    """The median of some seconds."""
    return f"{1000 * median(column):.2f} ms"


def rate(column: list[float]) -> str:
    """The median of some rates."""
    return f"{median(column):.0f} runs/s"


def say(what: str, our: str, their: str, ratio: float, goal: str) -> None:
    """A line of the comparison."""
    print(f"road: {what}: {our}, DBOS {their}, ratio {ratio:.2f} (goal {goal})", flush=True)


def stored() -> None:
    """The same cost whether few runs or many are stored."""
    costs = {}
    for number in (100, MANY):
        with folder() as home:
            found = ours(home, {"stored": number, "alone": 60, "at_once": 1000, "repeat": 1})
        costs[number] = median(seconds(found, "alone"))
        rate = 1000 / seconds(found, "together")[0]
        print(
            f"road: {number} runs stored: one run {1000 * costs[number]:.2f} ms, 1,000 at once"
            f" {rate:.0f} runs/s, peak memory {found['peak_mib']:.0f} MiB",
            flush=True,
        )
    print(f"road: many stored against few: ratio {costs[MANY] / costs[100]:.2f} (goal 1)")


def syncs() -> None:
    """How often the disk is waited for, by strace; a process that does less is taken off."""
    if not shutil.which("strace"):
        print("road: fsyncs not counted: strace is not installed")
        return
    with folder() as home:
        nothing = traced(home / "a", {"alone": 0})
        alone = traced(home / "b", {"alone": 50})
        together = traced(home / "c", {"at_once": 200, "repeat": 5})
    print(
        f"road: fsyncs for each step: {(alone - nothing) / (50 * STEPS):.2f} alone (goal <= 2),"
        f" {(together - nothing) / (1000 * STEPS):.3f} with 200 at once (goal <= 0.25)",
        flush=True,
    )


def traced(home: Path, task: Mapping[str, int]) -> int:
    """How many fsyncs a process of ours makes."""
    home.mkdir(parents=True)
    summary = home / "strace.txt"
    ours(
        home,
        task,
        "strace",
        "-f",
        "--seccomp-bpf",
        "-c",
        "-e",
        "trace=fsync,fdatasync",
        "-o",
        str(summary),
    )
    return sum(map(int, CALLS.findall(summary.read_text())))


def operations() -> None:
    """How often the store and the bus are asked for each step."""
    with folder() as home:
        asked = ours(home, {"count": 20})["asked"]
    assert isinstance(asked, dict)
    each = ", ".join(f"{name} {n / (20 * STEPS):.2f}" for name, n in sorted(asked.items()))
    print(f"road: operations for each step, its event included: {each}", flush=True)


def recovery() -> None:
    """After kill -9 in the middle of a run: from the new start to the run's end."""
    with folder() as home:
        extra = {"GATEHOUSE_HOME": str(home), "GATEHOUSE_POLICY": policy(home)}
        command = [sys.executable, "-m", "bench.road_worker", json.dumps({"crash": 1})]
        environment = {**os.environ, **extra}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as victim:
            assert victim.stdout is not None
            victim.stdout.readline()
            victim.send_signal(signal.SIGKILL)
        began = time.perf_counter()
        found = ours(home, {"recover": 1})
        whole = time.perf_counter() - began
    print(
        f"road: after kill -9 in step 5: the run ends {found['recovered']:.2f} s after the host is"
        f" up, the whole process with its start takes {whole:.2f} s",
        flush=True,
    )


def main() -> None:
    """Everything, one figure after the other."""
    (ROOT / ".gatehouse").mkdir(exist_ok=True)
    if not PEER.exists():
        raise SystemExit("bench: the peer is not installed; `make bench` does it")
    compare()
    stored()
    operations()
    syncs()
    recovery()


if __name__ == "__main__":
    main()
