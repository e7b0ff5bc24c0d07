"""Everything the environment decides, read once, with all its faults told at once.

No value is repeated in what is said of it: somebody may have mistaken one setting for another, and
what they meant to keep secret would end up in a log.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from shared.codec import faults
from shared.core.errors import RefusedError
from shared.core.policy import Environment, Policy
from shared.core.spec import Threshold
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
        name.removeprefix(PREFIX): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    values: dict[str, object] = {}
    wrong = list(strangers(given))
    for name, reader in READERS.items():
        try:
            values |= {name.lower(): reader(given[name])} if name in given else {}
        except (OSError, ValueError, RefusedError) as error:
            wrong.append(f"{PREFIX}{name}: {error}")
    if wrong:
        raise SettingsError("; ".join(wrong))
    return TypeAdapter(Settings).validate_python(values)


def strangers(given: Mapping[str, str]) -> Iterator[str]:
    """Settings that are missing, and those that nobody reads: most likely they are misspelt."""
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
    parts = urlsplit(text)
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    plain = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    if parts.scheme not in ("http", "https") or not host or text.rstrip("/") != plain:
        raise ValueError("no address; write http(s)://host:port in lower case, and nothing after it")
    return plain


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


def policy_in(path: str) -> Policy:
    """The policy in a YAML file.  A name that nobody reads is refused: it may be a misspelt one."""
    document = read(Path(path).read_text(encoding="utf-8"))
    unread = list(unread_names(dict(document.values)))
    if unread:
        raise ValueError(f"the policy says what nobody reads: {', '.join(unread)}")
    try:
        policy = TypeAdapter(Policy).validate_python(dict(document.values))
    except ValidationError as error:
        raise ValueError(faults(error)) from error
    misplaced = list(misplaced_thresholds(policy))
    if misplaced:
        raise ValueError("; ".join(misplaced))
    return policy


READERS: Mapping[str, Callable[[str], object]] = {
    "HOME": home_in,
    "ADDRESS": address_in,
    "ROLES": roles_in,
    "POLICY": policy_in,
}


def unread_names(policy: Mapping[str, object]) -> Iterator[str]:
    """The names in a policy file that mean nothing, with their places."""
    yield from unknown(policy, Policy, "")
    for number, environment in enumerate(listed(policy.get("environments"))):
        place = f"environments.{number}."
        yield from unknown(environment, Environment, place)
        for n, rule in enumerate(listed(environment.get("thresholds"))):
            yield from unknown(rule, Threshold, f"{place}thresholds.{n}.")


def unknown(given: Mapping[str, object], kind: type, place: str) -> Iterator[str]:
    """The names that are none of the fields."""
    known = {each.name for each in fields(kind)}
    return (f"{place}{name}" for name in given if name not in known)


def listed(value: object) -> list[Mapping[str, object]]:
    """The mappings in a list; what else there may be is for the types to refuse."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def misplaced_thresholds(policy: Policy) -> Iterator[str]:
    """Thresholds in one environment that say they are meant for another."""
    for environment in policy.environments:
        for rule in environment.thresholds:
            if rule.environment not in ("", environment.name):
                yield (
                    f"environments: the threshold for {rule.metric} in {environment.name} is meant"
                    f" for {rule.environment}; move it there"
                )
