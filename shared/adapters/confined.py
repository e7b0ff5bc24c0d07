"""Runs somebody else's program: hardly any environment, limits, and an end that is certain.

The same file, run as `python -I -S confined.py CPU MEMORY FILE PROCESSES PARENT COMMAND...`, sets the
limits before the program begins: a process with threads, as ours, cannot safely do so between fork
and exec.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO

MIB = 1024 * 1024
TICK = 0.05
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one program may use: of time, of processor time, of memory, and for one file.

    What it prints goes to a file, and is held to the same bound.  `processes` is how many its user
    may have, threads among them, for it to start one more; a privileged user is not held to it.
    """

    wall_seconds: float = 900
    cpu_seconds: int = 900
    memory_mib: int = 4096
    file_mib: int = 256
    processes: int = resource.RLIM_INFINITY


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    *,
    limits: Limits,
    output: IO[bytes],
    errors: IO[bytes] | None = None,
    stop: Event,
) -> int | None:
    """Run the command to its end: its exit code, or `None` where it took too long or was stopped.

    A negative code is the number of the signal that ended it.  Without a place of their own errors
    are part of the output.
    """
    bounds = (limits.cpu_seconds, limits.memory_mib * MIB, limits.file_mib * MIB, limits.processes)
    with subprocess.Popen(
        (sys.executable, "-I", "-S", __file__, *map(str, bounds), str(os.getpid()), *command),
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors or subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            finished = awaited(process.pid, limits.wall_seconds, stop)
        finally:
            # It is not reaped yet, so its group cannot have become somebody else's.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        return process.wait() if finished else None


def awaited(pid: int, seconds: float, stop: Event) -> bool:
    """Whether the process ended in time and before somebody said stop."""
    deadline = time.monotonic() + seconds
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() > deadline or stop.wait(TICK):
            return False
    return True


def confine(cpu: int, memory: int, file: int, processes: int, parent: int) -> None:
    """Limit this process and its children, and let it die with the one that started it."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if processes != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
    # macOS refuses a limit on addresses and has no such signal.
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("whoever started this has gone")


if __name__ == "__main__":
    confine(*map(int, sys.argv[1:6]))
    os.execv(sys.argv[6], sys.argv[6:])
