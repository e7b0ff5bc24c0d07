"""A team's code laid out as its CI would check it out, and a program run over it, confined."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from shared.adapters.confined import Limits, run
from shared.core.errors import RefusedError

TAIL = 20_000


@contextmanager
def checked_out(files: Mapping[str, bytes], workshop: Path) -> Iterator[Path]:
    """A folder in the workshop with the files in `code`, which is removed afterwards."""
    with TemporaryDirectory(dir=workshop, ignore_cleanup_errors=True) as scratch:
        place = Path(scratch).resolve()
        lay_out(files, place)
        yield place


def run_over(place: Path, command: Sequence[str], limits: Limits, stop: Event) -> int | None:
    """The exit code of a program, `None` where it took too long or was stopped."""
    with (place / "output").open("w+b") as output:
        return run(
            command, place / "code", environment(place), limits=limits, output=output, stop=stop
        )


def lay_out(files: Mapping[str, bytes], place: Path) -> None:
    """Write the files into a new folder, none outside of it."""
    for name in ("code", "home", "tmp"):
        (place / name).mkdir()
    # Where the team has no configuration of its own, pytest would look for one further up.
    (place / "pytest.ini").write_text("[pytest]\n")
    for path, data in files.items():
        target = place / "code" / path
        if not Path(os.path.normpath(target)).is_relative_to(place / "code"):
            raise RefusedError(f"{path!r}: leads out of the repository")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(data)


def environment(place: Path) -> Mapping[str, str]:
    """All that the tests get of our environment: nothing, but where programs are."""
    return {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin")),
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def content(path: Path, most: int) -> bytes:
    """The beginning of a file, nothing where there is none."""
    if path.is_symlink() or not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(most)


def ending_of(path: Path) -> str:
    """The last that was printed."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        return file.read().decode(errors="replace")


def legible(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(each if each.isprintable() or each in "\n\t" else "?" for each in text)
