"""Which forge holds a repository: found by the address, and by nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shared.adapters.forges.azure_devops import AzureDevops
from shared.adapters.forges.forge import Forge
from shared.adapters.forges.github import Github
from shared.adapters.forges.gitlab import Gitlab
from shared.core.errors import RefusedError
from shared.git_hosts import SETTINGS, GitHost, GitHostKind, host_of, repository_path

KINDS: Mapping[GitHostKind, Callable[[GitHost, float], Forge]] = {
    GitHostKind.GITHUB: Github,
    GitHostKind.GITLAB: Gitlab,
    GitHostKind.AZURE_DEVOPS: AzureDevops,
}


@dataclass(frozen=True, kw_only=True)
class Held:
    """A repository where it is held; `path` is its name there."""

    forge: Forge
    path: str


class Known:
    """The forges we know, each opened once."""

    def __init__(self, hosts: Iterable[GitHost], patience: float) -> None:
        """Note the hosts, and how many seconds to wait for an answer."""
        self.hosts = tuple(hosts)
        self.forges = {host.base: KINDS[host.kind](host, patience) for host in self.hosts}

    def at(self, url: str) -> Held:
        """The repository at an address.  Raises `RefusedError` where that is on no host of ours."""
        host = host_of(url, self.hosts)
        if host is None:
            raise RefusedError(
                "the address of the repository is below none of our git hosts;"
                f" set one of {SETTINGS}, or register another address"
            )
        return Held(forge=self.forges[host.base], path=repository_path(url, host))
