"""The team's code: imported, called, and blamed with file and line when it fails."""

import importlib
import inspect
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from runner.failures import TeamError, said

CONTRACT = "docs/model_contract.md"


@dataclass(frozen=True, kw_only=True)
class Code:
    """The modules of one folder, to be called by file and function; `given` ones come first."""

    folder: Path
    given: Mapping[str, object] = field(default_factory=dict)

    def call(self, file: str, name: str, *arguments: object) -> object:
        """Call a function of the contract.  Raises `TeamError` for whatever goes wrong in it."""
        with blaming(self.folder, f"{file}: {name}"):
            function = self.given.get(name) or getattr(self.module(file), name, None)
            if not callable(function):
                raise TeamError(f"{file}: has no function {name}; see {CONTRACT}")
            inspect.signature(function).bind(*arguments)
            result: object = function(*arguments)
            return result

    def has(self, file: str, name: str) -> bool:
        """Whether the team wrote a function that it need not write."""
        with blaming(self.folder, file):
            return hasattr(self.module(file), name)

    def module(self, file: str) -> object:
        """The module that a file holds."""
        if not (self.folder / file).is_file():
            raise TeamError(f"{file}: not there; see {CONTRACT}")
        name = file.removesuffix(".py")
        module = importlib.import_module(name)
        if Path(str(module.__file__)).parent != self.folder:
            raise TeamError(
                f"{file}: another module named {name} was imported before it; rename it"
            )
        return module


@contextmanager
def code_in(folder: Path, given: Mapping[str, object] | None = None) -> Iterator[Code]:
    """The code of a folder, which is forgotten afterwards so that other code finds its own."""
    home = folder.resolve()
    sys.path.insert(0, str(home))
    importlib.invalidate_caches()
    try:
        yield Code(folder=home, given=given or {})
    finally:
        sys.path.remove(str(home))
        forget(home)


def forget(home: Path) -> None:
    """Take the modules of a folder out of the table of modules."""
    for name, module in tuple(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(home):
            del sys.modules[name]


@contextmanager
def blaming(folder: Path, what: str) -> Iterator[None]:
    """Turn whatever is raised into a remark for the team, with the place in its code."""
    try:
        yield
    except TeamError:
        raise
    except (Exception, SystemExit) as error:
        place = place_of(error, folder) or what
        raise TeamError(f"{place}: {said(error)}") from error


def place_of(error: BaseException, folder: Path) -> str:
    """File and line of the innermost call in the team's code, empty where there is none."""
    if isinstance(error, SyntaxError) and error.filename:
        return shown(error.filename, error.lineno, folder)
    frames = reversed(traceback.extract_tb(error.__traceback__))
    places = (shown(frame.filename, frame.lineno, folder) for frame in frames)
    return next(filter(None, places), "")


def shown(filename: str, line: int | None, folder: Path) -> str:
    """A place in the team's folder as the team knows it, empty for a place elsewhere."""
    path = Path(filename)
    return f"{path.relative_to(folder)}:{line}" if path.is_relative_to(folder) else ""
