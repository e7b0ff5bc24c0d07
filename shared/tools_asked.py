"""What tools of somebody else's say about all Python of a model, notebooks included."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from shared.core.checks.shelf import MOST_READ
from shared.core.checks.syntax import refusal
from shared.core.checks.tree import Tree, python_sources
from shared.core.tools import ToolReport
from shared.ports import Tools


def about(tree: Tree, tools: Tools, names: Sequence[str]) -> Mapping[str, ToolReport]:
    """The report of each tool, by its name; they run side by side."""
    ask = partial(said_by, tools=tools, sources=dict(sources_in(tree)))
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        return dict(zip(names, pool.map(ask, names), strict=True))


def said_by(name: str, *, tools: Tools, sources: Mapping[str, str]) -> ToolReport:
    """What one tool says, unless there is more than it could look at in time."""
    if sum(map(len, sources.values())) > MOST_READ:
        fault = f"there is more Python than {MOST_READ:,} characters"
        return ToolReport(tool=name, fault=fault)
    return tools.run(name, sources)


def sources_in(tree: Tree) -> Iterator[tuple[str, str]]:
    """The Python that is within the bounds of a parser: on the rest tools break or take for ever."""
    return ((path, source) for path, source in python_sources(tree) if refusal(source) is None)
