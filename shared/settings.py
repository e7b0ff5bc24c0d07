"""Everything the environment decides, read once, with all its faults told at once.

No value is repeated in what is said of it: somebody may have mistaken one setting for another, and
what they meant to keep secret would end up in a log.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from shared.core.errors import RefusedError
from shared.core.policy import Policy
from shared.policy_file import policy_in

PREFIX = "GATEHOUSE_"
ADDRESS_FORM = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class SettingsError(Exception):
    """The app was started with settings it cannot work with."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the platform team decides.

    `home` is where everything lies on a laptop, `address` how people reach the pages, `roles` who
    is in which approver role.  The rest bounds one training or evaluation job on this machine:
    seconds of processor time and of time, MiB of memory and of one file.
    """

    home: Path
    address: str = "http://127.0.0.1:7071"
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    job_cpu_seconds: int = 900
    job_wall_seconds: int = 1800
    job_memory_mib: int = 4096
    job_file_mib: int = 2048


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings.  Raises `SettingsError` naming every setting that is wrong, and the remedy."""
    given = {
        name.removeprefix(PREFIX): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    values: dict[str, object] = {}
    wrong = list(missing_or_unknown(given))
    for name, reader in READERS.items():
        if name not in given:
            continue
        try:
            values[name.lower()] = reader(given[name])
        except (OSError, ValueError, RefusedError) as error:
            wrong.append(f"{PREFIX}{name}: {error}")
    if wrong:
        raise SettingsError("; ".join(wrong))
    return TypeAdapter(Settings).validate_python(values)


def missing_or_unknown(given: Mapping[str, str]) -> Iterator[str]:
    """What must be set and is not, and what nobody reads: most likely it is misspelt."""
    if "HOME" not in given:
        yield f"{PREFIX}HOME: missing; name the folder that everything is kept in"
    for name in sorted(set(given) - set(READERS)):
        yield f"{PREFIX}{name}: no such setting; there are {', '.join(READERS)}"


def home_in(text: str) -> Path:
    """A folder, which may not be there yet."""
    path = Path(text)
    if not text.strip() or (path.exists() and not path.is_dir()):
        raise ValueError("not a folder; name the one that everything is kept in")
    return path


def address_in(text: str) -> str:
    """Where browsers find us, spelt as they spell the origin of a form."""
    form = ADDRESS_FORM.fullmatch(text.rstrip("/"))
    if not form:
        raise ValueError("no address; write http(s)://host:port in lower case and nothing after it")
    return form[0].removesuffix(DEFAULT_PORTS[form[1]])


def roles_in(text: str) -> dict[str, tuple[str, ...]]:
    """Roles written as `release-manager=ada@bank.example,bob@bank.example; other-role=…`."""
    roles: dict[str, tuple[str, ...]] = {}
    for number, part in enumerate(filter(str.strip, text.split(";")), start=1):
        role, _, names = part.partition("=")
        people = tuple(filter(None, (name.strip().casefold() for name in names.split(","))))
        if not role.strip() or not people:
            raise ValueError(f"entry {number} is not ROLE=PERSON,PERSON")
        if role.strip() in roles:
            raise ValueError(f"entry {number} names a role for the second time; keep one entry")
        roles[role.strip()] = tuple(dict.fromkeys(people))
    return roles


def amount_in(text: str) -> int:
    """A whole number above nothing."""
    if not re.fullmatch(r"[1-9]\d{0,8}", text.strip()):
        raise ValueError("not a whole number from 1 up")
    return int(text)


READERS: Mapping[str, Callable[[str], object]] = {
    "HOME": home_in,
    "ADDRESS": address_in,
    "ROLES": roles_in,
    "POLICY": policy_in,
    "JOB_CPU_SECONDS": amount_in,
    "JOB_WALL_SECONDS": amount_in,
    "JOB_MEMORY_MIB": amount_in,
    "JOB_FILE_MIB": amount_in,
}
