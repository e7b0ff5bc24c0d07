"""Let a repository start runs: its secret, its registration and, here, a bare repository."""

from dataclasses import dataclass
from pathlib import Path

from local.git import create_bare
from shared import catalogue
from shared.catalogue import Registration
from shared.wiring import World


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A registered repository, and where to push to."""

    registration: Registration
    remote: str


def register(
    here: World, repository: str, team: str, url: str = "", branch: str = "main"
) -> Registered:
    """Register the repository; without a `url` a bare one is made on this machine."""
    secret = here.secrets.create(repository.replace("/", "."))
    if not url:
        bare = create_bare(here.settings.home / "repositories", repository)
        url = bare.as_uri()
    registration = Registration(
        repository=repository, url=url, team=team, secret=secret, branch=branch
    )
    catalogue.register(here.blobs, registration)
    return Registered(registration=registration, remote=url)
