"""All workspaces: opened when they are first needed, and asked in the words of their environment."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shared.adapters.databricks_jobs.asking import Address, asking
from shared.adapters.databricks_jobs.clients import Clients
from shared.adapters.databricks_jobs.luggage import Luggage
from shared.adapters.databricks_jobs.places import Plan, Workspace
from shared.adapters.databricks_jobs.site import Site
from shared.core.errors import RefusedError
from shared.ports import Blobs


@dataclass(frozen=True, kw_only=True)
class Sites:
    """The workspace of each environment, the first stop of the funnel first."""

    workspaces: Mapping[str, Workspace]
    plan: Plan
    blobs: Blobs
    token: Callable[[], str]
    seconds: float
    runner: Path
    clients: Clients = field(init=False)
    luggage: Luggage = field(init=False)

    def __post_init__(self) -> None:
        clients = Clients(token=self.token, seconds=self.seconds)
        object.__setattr__(self, "clients", clients)
        object.__setattr__(self, "luggage", Luggage(self.runner))

    @property
    def first(self) -> str:
        """The environment in which models are trained and evaluated."""
        return next(iter(self.workspaces))

    @contextmanager
    def at(self, environment: str, wish: str) -> Iterator[Site]:
        """The workspace of an environment; what goes wrong there is raised as the bus knows it."""
        workspace = self.workspaces.get(environment)
        if workspace is None:
            setting = f"GATEHOUSE_WORKSPACE_URL_{environment.upper()}"
            raise RefusedError(f"environment {environment}: has no workspace; set {setting}")
        address = Address(environment=environment, url=workspace.url)
        with asking(address, wish):
            yield Site(
                address=address,
                spn=workspace.spn,
                plan=self.plan,
                luggage=self.luggage,
                blobs=self.blobs,
                client=self.clients.of(workspace.url),
            )

    def greetings(self) -> Iterator[str]:
        """Who we are in each workspace, as the workspace says."""
        for environment in self.workspaces:
            with self.at(environment, "ask who we are") as site:
                me = site.client.current_user.me()
                yield f"{site.address}: knows us as {me.user_name or me.display_name or me.id}"
