"""What the model was made with: the packages the team named, in the versions that ran."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from runner.failures import TeamError

DEFAULT_FILES = ("environment.yml", "requirements.txt")
ALWAYS = ("scikit-learn", "skops", "pandas")
NAMED = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([=<>!~][^;#]*)?")


def requirements(folder: Path, file: str) -> list[str]:
    """Every package the environment file names, pinned to the version that is running."""
    names = [name for name, _ in declared(folder, file) if name != "python"]
    return sorted(pinned for name in {*ALWAYS, *names} for pinned in pin(name))


def differences(folder: Path, file: str) -> list[str]:
    """Where what is running is not what the environment file asks for."""
    return [
        f"{name} {installed(name) or 'is missing'}, declared {wanted}"
        for name, wanted in declared(folder, file)
        if name != "python" and not satisfied(installed(name), wanted)
    ]


def declared(folder: Path, file: str) -> Iterator[tuple[str, str]]:
    """The name and the version specifier of each dependency."""
    path = next((folder / name for name in (file, *DEFAULT_FILES) if there(folder, name)), None)
    lines = [] if path is None else lines_of(path)
    for line in lines:
        found = NAMED.match(line.rpartition("::")[2].strip())
        if found:
            yield found[1].lower().replace("_", "-"), (found[2] or "").strip()


def there(folder: Path, name: str) -> bool:
    """Whether the folder has such a file."""
    return bool(name) and (folder / name).is_file()


def lines_of(path: Path) -> list[str]:
    """The dependencies in a conda or a pip file, one a line."""
    if path.suffix not in {".yml", ".yaml"}:
        return path.read_text(encoding="utf-8").splitlines()
    import yaml

    try:
        given = yaml.safe_load(path.read_bytes())["dependencies"]
        nested = [entry["pip"] for entry in given if isinstance(entry, dict)]
        return [str(line) for line in sum(nested, [e for e in given if isinstance(e, str)])]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise TeamError(f"{path.name}: dependencies cannot be read: {error!r}") from error


def pin(name: str) -> list[str]:
    """The requirement that names the version running, none where it is not installed."""
    found = installed(name)
    return [f"{name}=={found}"] if found else []


def installed(name: str) -> str:
    """The version of a package that is running, empty where it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def satisfied(found: str, wanted: str) -> bool:
    """Whether a version is one that was asked for, conda's single '=' meaning a prefix."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if not found or not wanted:
        return bool(found)
    single = re.sub(r"^=(?!=)\s*(.+?)(\.\*)?$", r"==\1.*", wanted)
    try:
        return SpecifierSet(single).contains(found, prereleases=True)
    except InvalidSpecifier:
        return False
