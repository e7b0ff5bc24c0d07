"""Real code, taken from the packages installed here and laid out as the repositories of teams."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sysconfig import get_path
from typing import Final

from shared.core.lexing import PYTHON, tokens

FILES: Final = 20
LINES: Final = range(20, 600)
BLOCK: Final = 25
LEXED = re.compile(
    r"(#[^\n]*|(?:\b[rRbBuUfF]{1,2}(?=[\"']))?"
    r'(?:""".*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'))|([^\W\d]\w*)|(.)',
    re.DOTALL,
)
ADDED: Final = "checked = validate(checked, strict=True)"

Repository = dict[str, str]


def files_of(packages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The modules of packages, each text once, without what others wrote."""
    root, seen = Path(get_path("purelib")), set[str]()
    for path in (path for name in packages for path in sorted((root / name).rglob("*.py"))):
        if re.search("_vendor|extern|_pb2", str(path)):
            continue
        text = path.read_text("utf-8", errors="ignore")
        if text not in seen and text.count("\n") in LINES:
            seen.add(text)
            yield path.relative_to(root).as_posix(), text


def repositories(packages: Sequence[str]) -> Iterator[Repository]:
    """Twenty files after another, as they lie side by side."""
    files: Repository = {}
    for path, text in files_of(packages):
        files[path] = text
        if len(files) == FILES:
            yield files
            files = {}


def lines_in(files: Mapping[str, str]) -> int:
    """How many lines all files have."""
    return sum(text.count("\n") for text in files.values())


@dataclass(frozen=True, kw_only=True)
class Block:
    """Lines that somebody copies: from the line after `start`, counted from 1."""

    path: str
    start: int
    text: str


def blocks(files: Mapping[str, str], dice: random.Random) -> Iterator[Block]:
    """Blocks of code, each beginning with a function; tables and tests are not what people copy."""
    for path in dice.sample(sorted(files), len(files)):
        lines = files[path].split("\n")
        starts = [at for at, line in enumerate(lines) if re.match(r"\s*def ", line)]
        for start in dice.sample(starts, len(starts)):
            text = "\n".join(lines[start : start + BLOCK])
            if "test" not in path and mostly_code(text, files[path], start):
                yield Block(path=path, start=start, text=text)
                break


def mostly_code(text: str, whole: str, start: int) -> bool:
    """Whether at least 18 lines hold code, and no string or import is cut through."""
    cut, all_of_it = tokens(text, PYTHON), tokens(whole, PYTHON)
    if start + BLOCK >= len(all_of_it.ends):
        return False
    same = all_of_it.kinds[all_of_it.ends[start] : all_of_it.ends[start + BLOCK]]
    full = sum(after > before for before, after in zip(cut.ends, cut.ends[1:], strict=False))
    return cut.kinds == same and full >= 18


def verbatim(text: str, dice: random.Random) -> str:
    """A copy."""
    return text


def renamed(text: str, dice: random.Random) -> str:
    """A copy with another name for every name, functions and attributes of libraries included."""
    names: dict[str, str] = {}

    def word(found: re.Match[str]) -> str:
        name = found[2]
        if not name or name in PYTHON.keywords:
            return found[0]
        return names.setdefault(name, f"renamed_{len(names)}")

    return LEXED.sub(word, text)


def edited(text: str, dice: random.Random) -> str:
    """A copy with one line removed and another one added."""
    lines = text.split("\n")
    at, removed = dice.sample(range(2, BLOCK - 2), 2)
    indentation = re.match(r"\s*", lines[at])
    lines[at] += f"\n{indentation[0] if indentation else ''}{ADDED}"
    del lines[removed]
    return "\n".join(lines)


def planted(host: str, copy: str, dice: random.Random) -> tuple[str, int]:
    """A module with the copy before one of its functions or classes, and after how many lines."""
    lines = host.split("\n")
    places = [at for at, line in enumerate(lines) if re.match("(?:def|class|@)", line)]
    at = dice.choice(places) if places else len(lines)
    return "\n".join((*lines[:at], copy, *lines[at:])), at
