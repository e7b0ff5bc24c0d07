"""Where a registered address leads: only to a host we know, and never with a secret in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from shared.core.errors import RefusedError
from shared.git_hosts import SETTINGS, GitHost, GitHostKind, host_of, repository_path
from shared.ports import UnreadableSourceError

ODD = re.compile(r"[\x00-\x20\x7f\\]")
LOOPBACK = re.compile(r"localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A repository on a git host, by the address it is cloned from."""

    host: GitHost
    address: str

    @property
    def filters(self) -> bool:
        """Whether to ask the host to leave things out: dulwich can from version 2 on."""
        return self.host.kind is not GitHostKind.AZURE_DEVOPS


def place_of(url: str, hosts: Iterable[GitHost]) -> Place:
    """The place of an address, spelt anew.  Raises `UnreadableSourceError`, naming the remedy."""
    host = _host_of(url, tuple(hosts))
    try:
        path = quote(repository_path(url, host))
    except RefusedError as error:
        raise UnreadableSourceError(str(error)) from error
    # GitLab redirects where it is missing, and Azure DevOps takes it for a part of the name.
    ending = "" if host.kind is GitHostKind.AZURE_DEVOPS else ".git"
    return Place(host=host, address=f"{host.base.rstrip('/')}/{path}{ending}")


def _host_of(url: str, hosts: tuple[GitHost, ...]) -> GitHost:
    address = urlsplit(url)
    if ODD.search(url):
        raise UnreadableSourceError("the address holds a character that belongs in none")
    if "@" in address.netloc:
        raise UnreadableSourceError(
            "the address holds a name or a password: register it without, the token of its host"
            " is a secret of its own"
        )
    if address.scheme == "http" and not LOOPBACK.fullmatch(address.hostname or ""):
        raise UnreadableSourceError("is not asked without encryption: register it with https")
    host = host_of(url, hosts)
    if host is None:
        raise UnreadableSourceError(f"is on no git host we know: name its host by {SETTINGS}")
    return host
