"""Let a repository start runs: its secret, its registration and, here, a bare repository."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from local.git import all_settings, checked, create_bare
from shared import catalogue
from shared.adapters.file_secrets import FileSecrets
from shared.catalogue import Registration
from shared.wiring import World

BARE = "repositories"
SPOOL = "ci"
UNFIT = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A repository that shall start runs; without a `url` a bare one is made on this machine."""

    repository: str
    team: str
    url: str = ""
    branch: str = "main"


def register(here: World, wanted: Wanted) -> Registration:
    """Write the registration, with a secret of its own; harmless when repeated."""
    home = here.settings.home.absolute()
    if not wanted.url:
        checked(wanted.repository)
    name = secret_name(wanted.repository)
    secret = FileSecrets(home / "secrets").create(name)
    url = wanted.url or bare(home, wanted.repository, here.settings.address, name).as_uri()
    registration = Registration(
        repository=wanted.repository,
        url=url,
        team=wanted.team,
        secret=secret,
        branch=wanted.branch,
    )
    catalogue.register(here.blobs, registration)
    return registration


def secret_name(repository: str) -> str:
    """A name that no other repository has, and no key of the platform's own."""
    digest = sha256(repository.encode()).hexdigest()[:16]
    return f"repository.{UNFIT.sub('.', repository)[:60]}.{digest}"


def bare(home: Path, repository: str, address: str, secret: str) -> Path:
    """The bare repository to push to, whose hook reports where the platform was up last.

    A command beside a running platform does not know its port, but the other hooks do.
    """
    known = next((each.host for each in all_settings(home / BARE)), address)
    return create_bare(home / BARE, repository, known, home / "secrets" / secret, home / SPOOL)
