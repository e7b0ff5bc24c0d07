"""The forges that stand in for the real ones, one after the other on one stage, behind a wire."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from shared import catalogue
from shared.adapters.forges import Forges
from shared.adapters.memory_blobs import MemoryBlobs
from shared.catalogue import Registration
from shared.git_hosts import GitHost, GitHostKind
from tests.standins.azure_devops import AzureDevops
from tests.standins.github import Github
from tests.standins.gitlab import Gitlab
from tests.standins.serving import serving
from tests.standins.wire import Wire, wire_to

TOKEN = "canary-4711"
STANDINS = {
    "github": (GitHostKind.GITHUB, Github),
    "gitlab": (GitHostKind.GITLAB, Gitlab),
    "azure-devops": (GitHostKind.AZURE_DEVOPS, AzureDevops),
}
HOSTED = tuple(STANDINS)


@dataclass
class Bench:
    """One forge and who asks it.  `token` may be changed while they talk."""

    standin: object
    wire: Wire
    kind: GitHostKind
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    token: str = TOKEN

    def __post_init__(self):
        base = "https://forge.example" + ("/org" if self.kind is GitHostKind.AZURE_DEVOPS else "")
        api = f"{self.wire.address}{self.standin.prefix}"
        self.hosts = [GitHost(kind=self.kind, base=base, api=api, token=lambda: self.token)]
        self.forges = Forges(self.blobs, self.hosts, patience=5)

    def hold(self, repository, *commits):
        """Have a registered repository with the commits."""
        self.standin.hold(repository, *commits)
        catalogue.register(
            self.blobs,
            Registration(
                repository=repository, url=self.url(repository), team="Retail", secret="churn"
            ),
        )

    def url(self, repository):
        """Where the repository is registered."""
        return f"https://forge.example/{self.standin.clone_path(repository)}"


class Stage:
    """One server for many tests; each has it play another forge."""

    app = None

    async def __call__(self, scope, receive, send):
        """Pass the request on to whoever plays now."""
        await self.app(scope, receive, send)

    @contextmanager
    def bench(self, name):
        """A forge of a kind, of which nobody has asked anything yet."""
        kind, standin = STANDINS[name]
        there = standin(TOKEN)
        self.app = there.app
        with wire_to(self.address) as wire:
            bench = Bench(there, wire, kind)
            try:
                yield bench
            finally:
                bench.forges.close()


@contextmanager
def stage():
    """A stage at its socket."""
    built = Stage()
    with serving(built) as built.address:
        yield built
