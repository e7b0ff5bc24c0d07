"""The job's process: started within its limits, and ended with all that it started."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from runner.endings import MIB, Order

GRACE = 5
# The numbers of prctl(2).
DIE_WITH_PARENT = 1
ADOPT = 36
LIBC = ctypes.CDLL(None)


def started(order: Order) -> "subprocess.Popen[bytes]":
    """The job's process, in a session of its own, with the environment it was given and no other."""
    return subprocess.Popen(
        order.command,
        cwd=order.folder / "work",
        env=order.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        start_new_session=True,
        # Unsafe where there are threads; here there is one.
        preexec_fn=lambda: confine(order.limits),  # noqa: PLW1509
    )


def confine(limits: dict[str, int]) -> None:
    """Limit the process that calls this, and let it die with its parent."""
    cpu = limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + GRACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_mib"] * MIB,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS refuses a limit on addresses and has no such signal.
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limits["memory_mib"] * MIB,) * 2)
        LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of whatever the job leaves behind, so that it can be found."""
    if sys.platform == "linux":
        LIBC.prctl(ADOPT, 1)


def clear_up(child: "subprocess.Popen[bytes]") -> None:
    """End all that the job started, also what left its group."""
    # The child is not reaped yet, so its group cannot have become somebody else's.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    with suppress(FileNotFoundError):
        while left := {int(pid) for pid in children.read_text().split()} - {child.pid}:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
