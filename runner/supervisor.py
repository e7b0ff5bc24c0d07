"""The process around a job: it sets the limits, keeps the log, says how the job ended, and knocks.

Started as `python -S -P -m runner.supervisor FOLDER` with a lock that it inherits and holds while it
lives.  It outlives whoever started it, and needs nothing but the standard library.
"""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from runner.confinement import adopt_orphans, clear_up, started
from runner.endings import CANCELLED, MIB, Ending, Order, ending_of
from runner.failures import GBI
from runner.files import write

LONGEST_LOG = MIB
CUT = b"[what came before this was not kept]\n"
TICK = 0.1
PATIENCE = 2
MOST_LEFTOVERS = 8


def main(folder: Path) -> None:
    """Run the job in the folder to its end, and leave `outcome.json` there, whatever happens."""
    # Whoever started us waits for the first process only; the second belongs to nobody.
    if os.fork():
        os._exit(0)
    facts = json.loads((folder / "job.json").read_bytes())
    order = Order(folder, **{name: facts[name] for name in Order._fields[1:]})
    try:
        ending = run(order)
    # Whatever it is, an outcome must be left behind.
    except Exception as error:  # noqa: BLE001
        ending = Ending(False, f"it could not be run: {type(error).__name__}: {error}", GBI)
    write(folder / "outcome.json", json.dumps(ending._asdict()).encode())
    shutil.rmtree(folder / "work", ignore_errors=True)
    knock(order)


def run(order: Order) -> Ending:
    """Start the job, watch it, clear up after it, and say how it ended."""
    log = bytearray()
    adopt_orphans()
    with started(order) as child:
        try:
            stopped = watch(child, order, log)
        finally:
            clear_up(child)
        for _ in range(MOST_LEFTOVERS):
            pump(child, log, 0)
        code = child.wait()
    write(order.folder / "log", CUT + log[-LONGEST_LOG:] if len(log) > LONGEST_LOG else log)
    return ending_of(order, code, stopped, bytes(log[-LONGEST_LOG:]))


def watch(child: "subprocess.Popen[bytes]", order: Order, log: bytearray) -> str:
    """Keep the log until the process ends or must be stopped, and say why, if it must."""
    deadline = time.monotonic() + order.limits["wall_seconds"]
    while not ended(child.pid):
        if (order.folder / "cancelled").exists():
            return CANCELLED
        if time.monotonic() > deadline:
            return "wall_seconds"
        if not pump(child, log, TICK):
            time.sleep(TICK / 10)
    return ""


def ended(pid: int) -> bool:
    """Whether the process has ended; it is left for `wait` to reap."""
    options = os.WEXITED | os.WNOWAIT | os.WNOHANG
    return os.waitid(os.P_PID, pid, options) is not None


def pump(child: "subprocess.Popen[bytes]", log: bytearray, patience: float) -> bool:
    """Move what the job printed into the log, and forget the oldest; false where nothing came."""
    assert child.stdout is not None
    ready, _, _ = select.select([child.stdout], [], [], patience)
    chunk = os.read(child.stdout.fileno(), 65536) if ready else b""
    log += chunk
    if len(log) > 3 * LONGEST_LOG:
        del log[: -2 * LONGEST_LOG]
    return bool(chunk)


def knock(order: Order) -> None:
    """Tell whoever waits that there is something to collect; they ask again if this gets lost."""
    if not order.address:
        return
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

    parts = urlsplit(order.address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=PATIENCE)
    with suppress(OSError, HTTPException):
        connection.request("POST", parts.path, order.news.encode(), order.headers)
        connection.getresponse().read(1)
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
