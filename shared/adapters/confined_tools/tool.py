"""What one has to know about a tool to run it and to understand it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.core.tools import ToolReport


class UnusableReportError(Exception):
    """A tool printed what cannot stand for a judgement of all the files."""


@dataclass(frozen=True, kw_only=True)
class Tool:
    """How it is called and read.

    `script` starts it, given the folder that the tool is installed in, the arguments and names of
    files.  `report` reads what was printed, given whose each name is, or raises
    `UnusableReportError`; `defused` takes from a source what the tool would obey.
    """

    name: str
    script: Path
    arguments: tuple[str, ...] = ()
    report: Callable[[bytes, Mapping[str, str]], ToolReport]
    defused: Callable[[str], str] = lambda text: text


def owned(name: str, names: Mapping[str, str]) -> str:
    """Whose a file is, whatever folder a tool puts before its name.

    Raises `UnusableReportError` where it is nobody's.
    """
    try:
        return names[name.rpartition("/")[2]]
    except KeyError as error:
        raise UnusableReportError("it speaks of a file that it was not given") from error
