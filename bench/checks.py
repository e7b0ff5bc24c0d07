"""What judging costs: our own checks beside parsing, and all checks beside the tools one by one.

Two trees of real code, cut from the packages installed here: a small model repository (20 files,
2,000 lines) and a large one (1,000 files, 100,000 lines).  `--short` takes the small one alone.
"""

import ast
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from sysconfig import get_path
from tempfile import TemporaryDirectory

from local.new import create
from shared.adapters.confined_tools import ConfinedTools, Limits
from shared.core.checks import inspect
from shared.core.policy import Policy
from shared.examining import Examiners, surroundings
from shared.model_folder import tree_in
from shared.ports import Snapshot

PACKAGES = ("sklearn", "pandas", "mlflow", "azure", "copier", "hypothesis", "pip", "sqlalchemy")
LINES = range(20, 400)
SMALL, LARGE = (20, 2_000), (1_000, 100_000)
TODAY = date(2026, 11, 28)
# With the platform's own limits a tool that is late has passed nothing; here it is to be measured.
PATIENT = Limits(wall_seconds=600, cpu_seconds=600, memory_mib=1024, file_mib=32, processes=0)
WITH_PYLINT = Examiners(policy=replace(Policy(), pylint=True), tools=ConfinedTools(limits=PATIENT))
PEERS = Path(".venv-bench/bin")


def sources() -> Iterator[tuple[str, str]]:
    """Real modules, package by package in turn, so that no tree is of one hand."""
    places = [sorted((Path(get_path("purelib")) / name).rglob("*.py")) for name in PACKAGES]
    for row in zip(*(place * (1 + 9_999 // max(1, len(place))) for place in places), strict=False):
        for path in row:
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            if len(text.splitlines()) in LINES and "test" not in str(path):
                yield f"{path.parent.name}_{path.name}", text


def modules(files: int, lines: int) -> dict[str, bytes]:
    """So many modules with so many lines together, each of them once."""
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    left = lines
    for name, text in sources():
        size, still = len(text.splitlines()), files - len(found)
        if text in seen or size > left - (still - 1) * LINES[0] or size > 1.5 * left / still:
            continue
        seen.add(text)
        found[f"src/{name.removesuffix('.py')}_{len(found)}.py"] = text.encode()
        left -= size
        if len(found) == files:
            return found
    raise SystemExit("checks: too little code is installed here to cut trees from")


def repository(files: int, lines: int) -> Snapshot:
    """A model from the golden path, with that much code beside it."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "churn"
        create(folder, {"model_name": "churn", "team_name": "Retail", "owner": "a@bank.example"})
        model = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    return Snapshot(files={**model, **modules(files, lines)}, authors=())


def parse(snapshot: Snapshot) -> None:
    """The floor: every Python file parsed, and forgotten."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path, data in snapshot.files.items():
            if path.endswith(".py"):
                ast.parse(data)


def own(snapshot: Snapshot) -> None:
    """Our own checks, from the bytes of a commit to the findings."""
    inspect(tree_in(snapshot, "."))


def whole(snapshot: Snapshot) -> None:
    """Our own checks, and the tools that the platform runs: bandit, and pylint by policy."""
    tree = tree_in(snapshot, ".")
    known = surroundings(tree, "Retail", WITH_PYLINT, TODAY)
    for report in known.tools.values():
        if report.fault:
            raise SystemExit(f"checks: not measured: {report.fault}")
    inspect(replace(tree, surroundings=known))


def tools(folder: Path) -> None:
    """What a team would run instead, one after another, each as its manual says."""
    for command in commands(folder):
        subprocess.run(command, cwd=folder, capture_output=True, check=False)


def commands(folder: Path) -> Sequence[Sequence[str]]:
    """Pylint, bandit and detect-secrets, the last without asking the network."""
    python = str(Path(sys.executable))
    return (
        (python, "-m", "pylint", "--output-format=json2", "--recursive=y", "."),
        (python, "-m", "bandit", "-q", "-r", ".", "-f", "json"),
        (str((PEERS / "detect-secrets").absolute()), "scan", "-n", "--all-files", "."),
    )


def seconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def compare(name: str, snapshot: Snapshot, times: int) -> None:
    """Our own checks beside the floor, in turn."""
    pairs = [
        (seconds(lambda: own(snapshot)), seconds(lambda: parse(snapshot))) for _ in range(times + 1)
    ][1:]
    ours, floor = (median(column) for column in zip(*pairs, strict=True))
    print(
        f"checks {name}: our own {ours * 1000:.0f} ms, parsing alone {floor * 1000:.0f} ms,"
        f" ratio {ours / floor:.1f} (goal <= 6; medians of {times})"
    )


def compare_tools(name: str, snapshot: Snapshot, times: int) -> None:
    """All our checks beside the sum of the tools, in turn."""
    with TemporaryDirectory() as scratch:
        lay_out(snapshot.files, Path(scratch))
        pairs = [
            (seconds(lambda: whole(snapshot)), seconds(lambda: tools(Path(scratch))))
            for _ in range(times)
        ]
    ours, theirs = (median(column) for column in zip(*pairs, strict=True))
    print(
        f"checks {name}: all with bandit and pylint {ours:.2f} s, the tools one by one"
        f" {theirs:.2f} s, ratio {ours / theirs:.2f} (goal < 1; medians of {times})"
    )


def lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def main() -> None:
    """Measure the small tree, then the large one."""
    short = "--short" in sys.argv
    if not (PEERS / "detect-secrets").exists():
        raise SystemExit("checks: the peers are missing; say `make bench`, which installs them")
    for name, size, times in (("small", SMALL, 9), ("large", LARGE, 3))[: 1 if short else 2]:
        snapshot = repository(*size)
        compare(name, snapshot, times)
        compare_tools(name, snapshot, max(1, times // 3))


if __name__ == "__main__":
    main()
