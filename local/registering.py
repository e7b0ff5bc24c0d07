"""Let a repository start runs: its secret, its registration and, here, a bare repository."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from local.git import all_settings, checked, create_bare
from shared import catalogue
from shared.adapters.file_secrets import FileSecrets, name_in
from shared.catalogue import Registration
from shared.core.errors import RefusedError
from shared.ports import Secrets
from shared.wiring import World

BARE = "repositories"
SPOOL = "ci"
UNFIT = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A repository that shall start runs.

    What is left empty stays as it was registered before.  Without any `url` a bare repository is
    made on this machine, without a `secret` a random one.  `new_secret` asks for another one: the
    former counts as well, until `drop_former_secret`.
    """

    repository: str
    team: str
    url: str = ""
    branch: str = ""
    ci: str = ""
    secret: str = ""
    new_secret: bool = False
    drop_former_secret: bool = False


def register(here: World, wanted: Wanted) -> Registration:
    """Write the registration, with a secret of its own; harmless when repeated.

    Raises `RefusedError` for a secret that cannot be read.
    """
    home = here.settings.home.absolute()
    known = catalogue.find(here.blobs, wanted.repository)
    elsewhere = wanted.url or (known.url if known and not lies_here(known) else "")
    if not elsewhere:
        checked(wanted.repository)
    secret = wanted.secret or secret_for(wanted, known, here.secrets)
    here.secrets.value(secret)
    registration = Registration(
        repository=wanted.repository,
        url=elsewhere or bare(home, wanted.repository, here.settings.address, secret).as_uri(),
        team=wanted.team,
        secret=secret,
        branch=wanted.branch or (known.branch if known else "main"),
        former_secret=former_of(wanted, known, secret),
        ci=wanted.ci or (known.ci if known else ""),
    )
    catalogue.register(here.blobs, registration)
    return registration


def secret_for(wanted: Wanted, known: Registration | None, secrets: Secrets) -> str:
    """The reference of the secret that is the repository's from now on."""
    if known and not wanted.new_secret:
        return known.secret
    if not isinstance(secrets, FileSecrets):
        raise RefusedError(
            f"{wanted.repository}: nobody but you may write into the vault; lay a random secret into"
            " it, and name it with --secret"
        )
    name = secret_name(wanted.repository)
    return secrets.create(f"{name}.{token_hex(4)}" if known else name)


def former_of(wanted: Wanted, known: Registration | None, secret: str) -> str:
    """The reference of the secret before it, empty where none counts any more."""
    if known is None or wanted.drop_former_secret:
        return ""
    return known.secret if known.secret != secret else known.former_secret


def lies_here(known: Registration) -> bool:
    """Whether the repository is a bare one that was made here, wherever here was then."""
    return known.url.startswith("file:") and known.url.endswith(f"/{BARE}/{known.repository}.git")


def secret_name(repository: str) -> str:
    """A name that no other repository has, and no key of the platform's own."""
    digest = sha256(repository.encode()).hexdigest()[:16]
    return f"repository.{UNFIT.sub('.', repository)[:60]}.{digest}"


def bare(home: Path, repository: str, address: str, secret: str) -> Path:
    """The bare repository to push to, whose hook reports where the platform was up last.

    A command beside a running platform does not know its port, but the other hooks do.
    """
    known = next((each.host for each in all_settings(home / BARE)), address)
    key = home / "secrets" / name_in(secret)
    return create_bare(home / BARE, repository, known, key, home / SPOOL)
