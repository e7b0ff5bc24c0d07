"""Everything the environment decides, read once, with all its faults told at once.

No value is repeated in what is said of it: somebody may have mistaken one setting for another, and
what they meant to keep secret would end up in a log.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from shared.core.errors import RefusedError
from shared.core.policy import Policy
from shared.settings.contradictions import contradictions
from shared.settings.grouping import neighbours_in
from shared.settings.names import (
    BY_ENVIRONMENT,
    OURS,
    PREFIX,
    THEIRS,
    reader_of,
    reason_against,
)
from shared.settings.neighbours import Neighbours

__all__ = ["Neighbours", "Settings", "SettingsError", "read_settings"]


class SettingsError(Exception):
    """The app was started with settings it cannot work with.

    `faults` has the whole name of each, and what is wrong with it.
    """

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{name}: {remark}" for name, remark in self.faults))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the platform team decides.

    `home` is where everything lies on a laptop, `address` how people reach the pages, `roles` whom
    to ask in which approver role, `neighbours` who takes the place of a laptop's.  The rest bounds
    one training or evaluation job on this machine: seconds of processor time and of time, MiB of
    memory and of one file.
    """

    home: Path
    address: str = "http://127.0.0.1:7071"
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    job_cpu_seconds: int = 900
    job_wall_seconds: int = 1800
    job_memory_mib: int = 4096
    job_file_mib: int = 2048
    neighbours: Neighbours = field(default_factory=Neighbours)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings.  Raises `SettingsError` naming every setting that is wrong, and the remedy."""
    ours = {
        name.removeprefix(PREFIX): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    given = ours | {name: environment[name] for name in THEIRS if name in environment}
    values: dict[str, object] = {}
    wrong = list(missing_or_unknown(ours))
    for name, text in given.items():
        reader = THEIRS.get(name) or reader_of(name)
        try:
            if reader:
                values[name] = reader(text)
        except (OSError, ValueError, RefusedError) as error:
            wrong.append((name, str(error).removeprefix(f"{spelt(name)}: ")))
    policy = values.get("POLICY", Policy())
    assert isinstance(policy, Policy)
    wrong.extend(contradictions({**given, **values}, policy))
    if wrong:
        raise SettingsError((spelt(name), remark) for name, remark in wrong)
    return settings_of(values)


def missing_or_unknown(ours: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What must be set and is not, and what nobody reads: most likely it is misspelt."""
    if "HOME" not in ours:
        yield "HOME", "missing; name the folder that everything is kept in"
    names = [*OURS, *(f"{kind}_<ENVIRONMENT>" for kind in BY_ENVIRONMENT)]
    for name in sorted(ours):
        if reason := reason_against(name):
            yield name, f"not needed: {reason}; remove it"
        elif reader_of(name) is None:
            yield name, f"no such setting; there are {', '.join(names)}"


def spelt(name: str) -> str:
    """The whole name of a setting."""
    return name if name in THEIRS else PREFIX + name


def settings_of(values: Mapping[str, object]) -> Settings:
    """What was read, in its groups."""
    plain = {name.lower(): value for name, value in values.items()}
    own: dict[str, Any] = {name: plain[name] for name in SETTLED if name in plain}
    return TypeAdapter(Settings).validate_python({**own, "neighbours": neighbours_in(plain)})


SETTLED = frozenset(Settings.__dataclass_fields__) - {"neighbours"}
