"""Which repositories may start runs, for which team, and where their secret is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from shared import codec
from shared.core.errors import RefusedError
from shared.ports import AlteredError, Blob, Blobs


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A repository that may start runs.

    `repository` is its full name at the provider: `owner/name` on GitHub, `group/…/name` on
    GitLab, `project/name` on Azure DevOps.  `url` is where its source is read, whatever a payload
    says; `secret` refers to the key its news is proved with and is never the key itself; the
    `former_secret` is believed as well, until every sender has the new one.  Only pushes to
    `branch` start runs; `ci` names the workflow or pipeline that runs the tests, empty where any
    may.
    """

    repository: str
    url: str
    team: str
    secret: str
    branch: str = "main"
    former_secret: str = ""
    ci: str = ""


class UnregisteredError(RefusedError):
    """A repository that nobody has registered, or that is registered no more."""


def register(blobs: Blobs, registration: Registration) -> None:
    """Write the registration, or write it anew."""
    name = place_of(registration.repository)
    blobs.put(name, codec.document(registration), metadata={"team": quote(registration.team)})


def find(blobs: Blobs, repository: str) -> Registration | None:
    """The registration of a repository, `None` where nobody registered it.

    Raises `AlteredError` where what is kept is no registration.
    """
    blob = blobs.get(place_of(repository))
    if not isinstance(blob, Blob):
        return None
    try:
        return codec.parse(Registration, blob.data)
    except codec.UnreadableError as error:
        raise AlteredError(f"registration of {repository}: {error}; register it again") from error


def required(blobs: Blobs, repository: str) -> Registration:
    """The registration of a repository.  Raises `UnregisteredError` where there is none."""
    registration = find(blobs, repository)
    if registration is None:
        raise UnregisteredError(f"{repository}: not registered (any more); register it again")
    return registration


def registered(blobs: Blobs) -> Iterator[Registration]:
    """Every registration.  Raises `AlteredError` at one that cannot be read."""
    found = (find(blobs, repository) for repository in repositories(blobs))
    return (registration for registration in found if registration)


def repositories(blobs: Blobs) -> Iterator[str]:
    """The name of every repository that is registered."""
    for row in blobs.list("catalogue/"):
        yield unquote(row.name.removeprefix("catalogue/").removesuffix(".json"))


def place_of(repository: str) -> str:
    """The name under which a registration is kept."""
    return f"catalogue/{quote(repository, safe='')}.json"
