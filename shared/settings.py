"""Everything the environment decides, read once, with all its faults told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from shared.codec import faults
from shared.core.errors import RefusedError
from shared.core.policy import Policy
from shared.yaml_reader import read

PREFIX = "GATEHOUSE_"


class SettingsError(Exception):
    """The app was started with settings it cannot work with."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the platform team decides.

    `home` is where everything lies on a laptop, `address` how people reach the pages, `roles` who
    is in which approver role.
    """

    home: Path
    address: str = "http://127.0.0.1:7071"
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings.  Raises `SettingsError` naming every setting that is wrong, and the remedy."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    wrong: list[str] = []
    values: dict[str, object] = {name: given[name] for name in ("home", "address") if name in given}
    for name, reader in (("roles", roles_in), ("policy", policy_in)):
        try:
            values |= {name: reader(given[name])} if name in given else {}
        except (OSError, ValueError, RefusedError) as error:
            wrong.append(f"{PREFIX}{name.upper()}: {error}")
    if "home" not in given:
        wrong.append(f"{PREFIX}HOME: missing; name the folder that everything is kept in")
    if wrong:
        raise SettingsError("; ".join(wrong))
    return checked(values)


def checked(values: Mapping[str, object]) -> Settings:
    """The settings out of values that may still be of the wrong type."""
    try:
        return TypeAdapter(Settings).validate_python(values)
    except ValidationError as error:
        raise SettingsError(faults(error)) from error


def roles_in(text: str) -> dict[str, tuple[str, ...]]:
    """Roles written as `release-manager=ada@bank.example,bob@bank.example; other-role=…`."""
    roles = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        role, equals, people = part.partition("=")
        if not equals or not role.strip() or not people.strip():
            raise ValueError(f"{part!r} is not ROLE=PERSON,PERSON")
        names = (person.strip().casefold() for person in people.split(","))
        roles[role.strip()] = tuple(name for name in names if name)
    return roles


def policy_in(path: str) -> Policy:
    """The policy in a YAML file."""
    document = read(Path(path).read_text())
    try:
        return TypeAdapter(Policy).validate_python(dict(document.values))
    except ValidationError as error:
        raise ValueError(faults(error)) from error
