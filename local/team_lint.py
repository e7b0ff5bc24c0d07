"""Runs pylint over a team's code as its CI would, and keeps what it wrote as JSON, whatever happens.

What pylint's configuration says is carried out, so that it is confined like the tests themselves.
"""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from local.checkout import checked_out, content, ending_of, legible, run_over
from shared import codec
from shared.adapters.confined import Limits
from shared.core.errors import RefusedError
from shared.pylint_results import read
from shared.replies import LARGEST_BODY

BAD_USAGE = 32
LONGEST = 2_000


def lint_of(
    files: Mapping[str, bytes], workshop: Path, limits: Limits, stop: Event
) -> bytes | None:
    """What pylint says of all Python in the files, `None` where we were stopped meanwhile."""
    with checked_out(files, workshop) as place:
        code = run_over(place, command_for(place), limits, stop)
        if code is None and stop.is_set():
            return None
        written = content(place / "lint.json", LARGEST_BODY + 1)
        fault = fault_in(code, written, limits)
        return unlinted(f"{fault}: {ending_of(place / 'output')}") if fault else written


def command_for(place: Path) -> tuple[str, ...]:
    """pylint over everything, from the root; what it says does not make it fail."""
    return (
        *(sys.executable, "-m", "pylint", "--output-format=json2", "--exit-zero"),
        *(f"--output={place / 'lint.json'}", "--recursive=y", "."),
    )


def unlinted(fault: str) -> bytes:
    """Results that say why nothing was linted, in pylint's own form."""
    said = {"type": "fatal", "path": "", "message": legible(fault)[:LONGEST]}
    statistics = {"messageTypeCount": {"fatal": 1}, "modulesLinted": 0}
    return codec.document({"messages": [said], "statistics": statistics})


def fault_in(code: int | None, written: bytes, limits: Limits) -> str:
    """Why what was written cannot stand for pylint, empty where it can."""
    if code is None:
        return f"pylint took longer than {limits.wall_seconds:g} s"
    if code < 0:
        return f"pylint was ended by the system: {signal.strsignal(-code)}"
    if code & BAD_USAGE or not written:
        return f"pylint ended with exit code {code}"
    if len(written) > LARGEST_BODY:
        return f"pylint wrote more than {LARGEST_BODY} bytes"
    try:
        read(written, "")
    except RefusedError as error:
        return str(error)
    return ""
