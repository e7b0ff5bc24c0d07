"""Where others work: git hosts, each asked for source and for all the rest, and workspaces."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from local.doctor.asking import Neighbour, probed
from shared.adapters.forges import Forges
from shared.adapters.git_source import GitSource
from shared.adapters.memory_blobs import MemoryBlobs
from shared.ports import Secrets
from shared.settings import Settings
from shared.settings.neighbours import Hosting
from shared.wiring import bank


def workplaces(settings: Settings, secrets: Secrets) -> Iterator[Neighbour]:
    """Each host and each workspace by itself, or the first in trouble would hide the others."""
    for hosting in settings.neighbours.hosts:
        yield from of_host(hosting, secrets)
    databricks = settings.neighbours.databricks
    for environment in databricks.workspaces if databricks else ():
        name = environment.upper()
        yield Neighbour(
            role="jobs",
            name=f"workspace of {environment}",
            settings=(f"GATEHOUSE_WORKSPACE_URL_{name}", f"GATEHOUSE_SPN_{name}"),
            ask=partial(probe_workspace, settings, secrets, environment),
        )


def of_host(hosting: Hosting, secrets: Secrets) -> Iterator[Neighbour]:
    """Two ways to one host: git's own, and its REST interface."""
    setting = hosting.kind.setting
    host = bank.host_in(hosting, secrets)
    ways = {
        "source": (
            hosting.base,
            (setting, f"{setting}_TOKEN"),
            lambda: probed(GitSource(hosts=(host,))),
        ),
        "statuses, reviews, CI": (
            hosting.api,
            (setting, f"{setting}_API", f"{setting}_TOKEN"),
            # A greeting asks for no blob.
            lambda: probed(Forges(MemoryBlobs(), (host,))),
        ),
    }
    for role, (name, settings, ask) in ways.items():
        yield Neighbour(role=role, name=name, settings=settings, ask=ask)


def probe_workspace(settings: Settings, secrets: Secrets, environment: str) -> str:
    """Who we are in the workspace of one environment."""
    near = settings.neighbours
    assert near.databricks is not None
    jobs = bank.databricks_in(near, settings.policy, MemoryBlobs(), secrets)
    only = {environment: jobs.workspaces[environment]}
    return probed(replace(jobs, workspaces=only))
