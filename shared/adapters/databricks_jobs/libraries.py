"""The packages a team names, as a cluster can have them: from PyPI, and from nowhere else (R-032)."""

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from shared.core.errors import RefusedError

DEFAULT_FILES = ("environment.yml", "requirements.txt")
SPECIFIED = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?P<rest>.*)")
CONDA = re.compile(
    r"(?:[\w-]+::)?(?P<name>[A-Za-z0-9][\w.-]*)"
    r"(?:\s*(?P<sign>==?|[<>!~]=?)\s*(?P<version>[\w.*+!]+(?:,(?:==|[<>!]=?)[\w.*+!]+)*))?"
)
NOT_FROM_PYPI = re.compile(
    r"(?i)^(_.*|r-.*|r|lib.*|cuda.*|cudnn|mkl|openjdk|nodejs|gcc.*|gxx.*|gfortran.*|compilers"
    r"|blas|pytorch|pytorch-cuda|.*[-_]devel)$"
)
REMEDY = "name it under pip: as PyPI has it, or ask GBI for an IMAGE that holds it"


def packages(files: Mapping[str, bytes], folder: str, file: str) -> tuple[str, ...]:
    """What the environment file asks for, as pip understands it, Python itself left out.

    Raises `RefusedError` for what only conda has, and for lines that are no plain requirement.
    """
    paths = (normpath(join(folder, name)) for name in (file, *DEFAULT_FILES) if name)
    path = next((path for path in paths if path in files), None)
    if path is None:
        return ()
    text = files[path].decode(errors="replace")
    found = conda(path, text) if path.endswith((".yml", ".yaml")) else pip(path, text.splitlines())
    return tuple(found)


def together(named: tuple[str, ...], needed: tuple[str, ...]) -> tuple[str, ...]:
    """What a team names, and what the runner needs that the team has not named."""
    taken = {bare(each) for each in named}
    return (*named, *(each for each in needed if bare(each) not in taken))


def pip(path: str, lines: list[str]) -> Iterator[str]:
    """The requirements of a pip file."""
    for line in lines:
        wanted = re.sub(r"(^|\s)#.*", "", line).strip()
        if not wanted:
            continue
        if wanted.startswith("-") or "://" in wanted or not SPECIFIED.fullmatch(wanted):
            raise RefusedError(
                f"{path}: {wanted[:80]!r}: a cluster cannot take that; write NAME==VERSION"
            )
        yield wanted


def conda(path: str, text: str) -> Iterator[str]:
    """The requirements of a conda file: its packages under their PyPI names, and its pip part."""
    for entry in dependencies(path, text):
        if isinstance(entry, dict):
            yield from pip(path, [str(line) for line in entry.get("pip") or ()])
        elif (wanted := from_conda(path, str(entry))) is not None:
            yield wanted


def dependencies(path: str, text: str) -> list[object]:
    """What stands under `dependencies`."""
    import yaml

    try:
        found = yaml.safe_load(text)["dependencies"]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise RefusedError(f"{path}: has no readable dependencies; list them there") from error
    if not isinstance(found, list):
        raise RefusedError(f"{path}: dependencies is no list; write one package a line")
    return found


def from_conda(path: str, entry: str) -> str | None:
    """One of conda's packages; `None` for Python and pip, which the runtime brings.

    A single `=` is a prefix to conda: `pandas=2.2` is any 2.2.
    """
    form = CONDA.fullmatch(entry.strip())
    if form is None or NOT_FROM_PYPI.match(form["name"]):
        raise RefusedError(f"{path}: {entry[:80]!r}: only conda has that; {REMEDY}")
    name, sign, version = form["name"], form["sign"] or "", form["version"] or ""
    if name.lower() in {"python", "pip"}:
        return None
    if sign == "=":
        return f"{name}=={version.removesuffix('.*')}.*"
    return f"{name}{sign}{version}"


def bare(requirement: str) -> str:
    """The name of the package alone, as PyPI compares names."""
    form = SPECIFIED.match(requirement)
    name = re.split(r"[^\w.-]", form["name"])[0] if form else requirement
    return re.sub(r"[-_.]+", "-", name).lower()
