"""How a tool ended, and whether that can stand for a judgement."""

import re
import signal
from dataclasses import dataclass
from pathlib import Path

from shared.adapters.confined import Limits

# 2 is how Python's programs say that they were called in a wrong way or fell over; pylint adds up
# what it found as bits (https://pylint.readthedocs.io/en/stable/user_guide/usage/run.html): 32 is
# an error of usage.
FELL_OVER = {"bandit": {2}, "pylint": {32}}


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The exit code, `None` where time was up, and what was printed; `cut` where that was too much."""

    code: int | None
    output: bytes
    errors: bytes = b""
    cut: bool = False


def fault_in(tool: str, ending: Ending, limits: Limits) -> str:
    """Why what was printed cannot stand for a judgement, empty where it may."""
    if ending.cut:
        return f"{tool} printed more than {limits.file_mib} MiB"
    if ending.code is None:
        return f"{tool} took longer than {limits.wall_seconds:g} s"
    if ending.code < 0:
        return f"{tool} was ended by the system: {signal.strsignal(-ending.code)}"
    if not ending.output or ending.code in FELL_OVER.get(tool, ()):
        return f"{tool} broke with exit code {ending.code}{named(ending.errors)}"
    return ""


def named(errors: bytes) -> str:
    """What broke it by name; the rest of a message may quote a source."""
    last = errors.decode(errors="replace").strip().rpartition("\n")[2]
    name = re.match(r"[A-Za-z_.]{1,60}(?=:|$)", last)
    return f" ({name[0]})" if name else ""


def beginning(path: Path, most: int) -> bytes:
    """As much of a file."""
    with path.open("rb") as file:
        return file.read(most)


def end(path: Path, most: int) -> bytes:
    """As much of a file, of its end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - most))
        return file.read()
