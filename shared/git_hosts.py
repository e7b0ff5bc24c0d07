"""Which git hosts we know, and which of them, if any, may see its token for an address."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from shared.core.errors import RefusedError
from shared.ports import CredentialsError


class GitHostKind(StrEnum):
    """Whose product a git host runs."""

    GITHUB = "github"
    GITLAB = "gitlab"
    AZURE_DEVOPS = "azure-devops"

    @property
    def setting(self) -> str:
        """The setting that names a host of this kind."""
        return f"GATEHOUSE_{self.name}"


SETTINGS = ", ".join(kind.setting for kind in GitHostKind)
"""The settings of which one must name a repository's host."""


@dataclass(frozen=True, kw_only=True)
class GitHost:
    """A git host that repositories may be registered on.

    `base` is what the addresses of its repositories begin with, `api` where its REST interface is;
    `token` gives the secret of the moment, empty where none is needed.
    """

    kind: GitHostKind
    base: str
    api: str
    token: Callable[[], str] = field(repr=False)


def host_of(url: str, hosts: Iterable[GitHost]) -> GitHost | None:
    """The host that an address belongs to: same scheme, same authority, and below its path."""
    return next((host for host in hosts if _below(url, host.base) is not None), None)


def repository_path(url: str, host: GitHost) -> str:
    """What follows the host's base, without slashes around it and without `.git`.

    `org/repo` on GitHub, `group/sub/project` on GitLab, `project/_git/repo` below the organisation
    that is the base on Azure DevOps.  Raises `RefusedError` where that is no repository's path.
    """
    parts = _below(url, host.base) or ()
    path = "/".join(parts).removesuffix(".git")
    split = urlsplit(url)
    if not path or split.query or split.fragment or {"", ".", ".."} & set(path.split("/")):
        raise RefusedError(
            f"{host.base}: an address below it is not that of a repository;"
            " register it as its host shows it for cloning"
        )
    return path


def authorization(host: GitHost) -> str:
    """The header with which git itself would show the host's token; empty without a token.

    Raises as `token_of` does.
    https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
    https://docs.gitlab.com/topics/git/clone/#clone-using-a-token
    https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/service-principal-managed-identity
    """
    token = token_of(host)
    if not token:
        return ""
    if host.kind is GitHostKind.AZURE_DEVOPS and token.count(".") == 2:  # a JWT: Entra's, no PAT
        return f"Bearer {token}"
    return f"Basic {b64encode(f'{USERS[host.kind]}:{token}'.encode()).decode()}"


def token_of(host: GitHost) -> str:
    """The token of the moment.  Raises `CredentialsError` where the secret can be none."""
    token = host.token().strip()
    if token and not TOKEN.fullmatch(token):
        raise CredentialsError(
            f"{host.kind} at {host.base}: the secret that {host.kind.setting}_TOKEN refers to"
            " is no token; keep the bare token there"
        )
    return token


TOKEN = re.compile(r"[\x21-\x7e]+")
USERS = {
    GitHostKind.GITHUB: "x-access-token",
    GitHostKind.GITLAB: "oauth2",
    GitHostKind.AZURE_DEVOPS: "",
}


def _below(url: str, base: str) -> tuple[str, ...] | None:
    """The parts of the address's path after those of the base, `None` where it is elsewhere."""
    try:
        asked, known = urlsplit(url), urlsplit(base)
    except ValueError:
        return None
    if (asked.scheme, asked.netloc.lower()) != (known.scheme, known.netloc.lower()):
        return None
    parts, first = _parts(asked.path), _parts(known.path)
    return parts[len(first) :] if parts[: len(first)] == first else None


def _parts(path: str) -> tuple[str, ...]:
    return tuple(unquote(path).strip("/").split("/")) if path.strip("/") else ()
