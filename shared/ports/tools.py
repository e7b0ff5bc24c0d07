"""Tools of somebody else's that look at source files."""

from collections.abc import Mapping
from typing import Protocol

from shared.core.tools import ToolReport


class Tools(Protocol):
    """Runs a tool over source files, and lets neither of them do anything else."""

    def run(self, tool: str, files: Mapping[str, str]) -> ToolReport:
        """What the tool says about the files, by their paths; a `fault` where it broke or was late.

        No file is executed, nor believed when it says how the tool is to work.
        """
