"""Bandit and pylint in processes of their own, which nothing of the files can talk to.

A file gets a neutral name in a fresh folder, so that none is taken for a module of Python, of the
tool, or for its settings (pylint puts the folders of what it reads in front of its own path); the
tool works in another folder, which is empty.  What was seen to happen otherwise: pylint ran the
`init-hook` of a repository's `.pylintrc`; bandit obeyed a `.bandit`, and ended with 0 on a file that
it could not parse.
"""

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from shared.adapters.confined import Limits, run
from shared.adapters.confined_tools.endings import Ending, beginning, end, fault_in
from shared.adapters.confined_tools.layout import lay_out
from shared.adapters.confined_tools.of_bandit import BANDIT
from shared.adapters.confined_tools.of_pylint import PYLINT
from shared.adapters.confined_tools.tool import Tool, UnusableReportError
from shared.core.tools import ToolReport

__all__ = ["ConfinedTools", "Limits"]

# No environment, no site-packages with code that runs by itself, nothing written, all in UTF-8.
PYTHON = (sys.executable, "-I", "-S", "-B", "-X", "utf8")
TOOLS = {tool.name: tool for tool in (BANDIT, PYLINT)}
LIMITS = Limits(wall_seconds=40, cpu_seconds=40, memory_mib=1024, file_mib=32, processes=0)
DIVIDED = 512 * 1024


@dataclass(frozen=True, kw_only=True)
class ConfinedTools:
    """Runs each tool under limits; a large tree in two processes, as every machine has two cores."""

    limits: Limits = LIMITS
    tools: Mapping[str, Tool] = field(default_factory=lambda: TOOLS)

    def run(self, tool: str, files: Mapping[str, str]) -> ToolReport:
        """What the tool says about the files; without files nothing is started."""
        known = self.tools[tool]
        halves = tuple(divided(files))
        with ThreadPoolExecutor(max_workers=2) as pool:
            reports = tuple(pool.map(partial(ask, known, limits=self.limits), halves))
        return ToolReport(
            tool=tool,
            version=version(known.name),
            issues=tuple(issue for report in reports for issue in report.issues),
            unread={path: why for report in reports for path, why in report.unread.items()},
            fault=next((report.fault for report in reports if report.fault), ""),
        )


def divided(files: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The files in two parts of like size where they are many, in one where they are few."""
    large_first = sorted(files, key=lambda path: (-len(files[path]), path))
    parts = 2 if sum(map(len, files.values())) > DIVIDED else 1
    for part in range(parts):
        names = large_first[part::parts]
        if names:
            yield {path: files[path] for path in names}


def ask(tool: Tool, files: Mapping[str, str], *, limits: Limits) -> ToolReport:
    """Run the tool once."""
    with TemporaryDirectory(prefix="tool_", ignore_cleanup_errors=True) as scratch:
        place = Path(scratch).resolve()
        names = lay_out({path: tool.defused(text) for path, text in files.items()}, place)
        ending = ended(tool, tuple(names), place, limits)
        fault = fault_in(tool.name, ending, limits)
        if fault:
            return ToolReport(tool=tool.name, fault=fault)
        try:
            return tool.report(ending.output, names)
        except UnusableReportError as error:
            return ToolReport(tool=tool.name, fault=f"{tool.name}: {error}")


def ended(tool: Tool, names: tuple[str, ...], place: Path, limits: Limits) -> Ending:
    """How the tool ended, and the beginning of what it printed."""
    most = limits.file_mib * 1024 * 1024
    paths = (f"../code/{name}" for name in names)
    with (place / "output").open("w+b") as output, (place / "errors").open("w+b") as errors:
        code = run(
            (*PYTHON, str(tool.script), libraries(tool.name), *tool.arguments, *paths),
            place / "empty",
            # pylint leaves a note of its own crashes at home, and would at ours.
            {"HOME": str(place / "home"), "TMPDIR": str(place / "home")},
            limits=limits,
            output=output,
            errors=errors,
            stop=Event(),
        )
    return Ending(
        code=code,
        output=beginning(place / "output", most),
        errors=end(place / "errors", 2_000),
        cut=(place / "output").stat().st_size >= most,
    )


def libraries(package: str) -> str:
    """The folder that a package is installed in."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return ""
    return str(Path(spec.origin).parents[1])
