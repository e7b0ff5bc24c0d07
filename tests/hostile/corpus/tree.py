"""What a hostile tree is: how it is made, and who must object to it where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.core.checks.folders import SOUND

Contents = Mapping[str, str | bytes | None]
Build = Callable[[Path, str], None]


@dataclass(frozen=True, kw_only=True)
class Objection:
    """What a check must say of a path."""

    check: str
    path: str
    part: str = ""


@dataclass(frozen=True, kw_only=True)
class HostileTree:
    """A directory that `build` makes, given a statement that would leave a canary.

    `refused` is a part of why nobody reads it; else `objections` are all that is to be said.  What
    is `heavy` is judged by the campaign only.  `exhausts` names tools that may run out of time.
    """

    name: str
    build: Build
    objections: tuple[Objection, ...] = ()
    refused: str = ""
    heavy: bool = False
    exhausts: tuple[str, ...] = ()


def by(check: str, path: str, part: str = "") -> Objection:
    """An objection, in short."""
    return Objection(check=check, path=path, part=part)


def write(folder: Path, contents: Contents) -> None:
    """Put files into a folder."""
    for path, content in contents.items():
        if content is not None:
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())


def sound_but(contents: Contents) -> Build:
    """A model that has nothing wrong with it, but for these files."""
    return lambda folder, _: write(folder, {**SOUND, **contents})


def holding(make: Callable[[str], Contents], *, outside: bool = False) -> Build:
    """The same, made of the statement that leaves a canary; `outside` of any model where said."""
    prefix = "models/churn/" if outside else ""

    def build(folder: Path, canary: str) -> None:
        write(folder, {f"{prefix}{path}": content for path, content in SOUND.items()})
        write(folder, make(canary))

    return build


def having(act: Callable[[Path], None], contents: Contents = SOUND) -> Build:
    """A sound model that something is then done to."""

    def build(folder: Path, _: str) -> None:
        write(folder, contents)
        act(folder)

    return build
