"""How a job ended, told from outside: which limit it met, or what became of its process."""

import json
import resource
import signal
from pathlib import Path
from typing import NamedTuple

from runner.failures import GBI, MODEL_DEV
from runner.files import write

MIB = 1024 * 1024
LARGEST_RESULT = 8 * MIB
LONGEST_REMARK = 2000
CANCELLED = "cancelled"
OUT_OF_MEMORY = (b"MemoryError", b"bad_alloc", b"Cannot allocate memory")
MEANING = {
    "cpu_seconds": "used more than {} s of processor time",
    "wall_seconds": "took longer than {} s",
    "memory_mib": "needed more than {} MiB of memory",
    "file_mib": "wrote a file larger than {} MiB",
}


class Order(NamedTuple):
    """What to run, where, within which limits, and whom to tell."""

    folder: Path
    command: list[str]
    environment: dict[str, str]
    limits: dict[str, int]
    address: str
    headers: dict[str, str]
    news: str


class Ending(NamedTuple):
    """How the job ended; the owner is the one who can mend it."""

    succeeded: bool
    remark: str = ""
    owner: str = MODEL_DEV


def ending_of(order: Order, code: int, stopped: str, log: bytes) -> Ending:
    """How the job ended, with the way out where it failed; the result is kept where it did not."""
    if stopped == CANCELLED:
        return Ending(False, "the job was cancelled", GBI)
    failure = failure_in(order)
    limit = stopped or limit_met(order, code, failure, log)
    if limit:
        return Ending(False, exceeded(order, limit, failure.get("remark", "")))
    if failure:
        return Ending(False, failure["remark"], failure["owner"])
    return killed(code) if code else kept(order)


def kept(order: Order) -> Ending:
    """The end of a job that says it did well, when it left a result."""
    result = order.folder / "work" / "result.json"
    if not result.is_file():
        return Ending(False, "the job ended without a result: something in it left Python early")
    if result.stat().st_size > LARGEST_RESULT:
        return Ending(False, f"the result is larger than {LARGEST_RESULT // MIB} MiB", GBI)
    write(order.folder / "result.json", result.read_bytes())
    return Ending(True)


def limit_met(order: Order, code: int, failure: dict[str, str], log: bytes) -> str:
    """The limit that ended the process, as far as can be told, empty where none did."""
    if failure.get("limit"):
        return f"{failure['limit']}_mib"
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime >= order.limits["cpu_seconds"]
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and spent):
        return "cpu_seconds"
    if code == -signal.SIGXFSZ:
        return "file_mib"
    starved = code and not failure and any(sign in log for sign in OUT_OF_MEMORY)
    return "memory_mib" if starved else ""


def failure_in(order: Order) -> dict[str, str]:
    """What the runner said of its failure, empty where it said nothing readable.

    The team's code can write there too, so nothing is taken but what is foreseen.
    """
    try:
        facts = json.loads((order.folder / "work" / "failure.json").read_bytes())
        return {
            "remark": str(facts["remark"])[:LONGEST_REMARK],
            "owner": GBI if facts["owner"] == GBI else MODEL_DEV,
            "limit": facts["limit"] if f"{facts['limit']}_mib" in MEANING else "",
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def exceeded(order: Order, limit: str, remark: str) -> str:
    """Which limit was met, its value, and what to do about it."""
    what = MEANING[limit].format(order.limits[limit])
    place = f" ({remark})" if remark else ""
    setting = f"GATEHOUSE_JOB_{limit.upper()}"
    return f"the job {what}, its limit{place}; let it do less, or ask GBI to raise {setting}"


def killed(code: int) -> Ending:
    """A process that ended in a way nobody foresaw."""
    if code > 0:
        return Ending(False, f"the job ended with exit code {code} and gave no reason; see the log")
    owner = GBI if code == -signal.SIGKILL else MODEL_DEV
    return Ending(False, f"the job was ended by {signal.Signals(-code).name}; see the log", owner)
