"""Who knows the service principals that jobs run as: each workspace, asked by itself."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from local.doctor.asking import Neighbour, probed
from shared.ports import Secrets
from shared.settings import Settings
from shared.wiring.principals import directory_in


def principals(settings: Settings, secrets: Secrets) -> Iterator[Neighbour]:
    """The workspaces that settings name."""
    databricks = settings.neighbours.databricks
    for environment in databricks.workspaces if databricks else ():
        name = environment.upper()
        yield Neighbour(
            role="principals",
            name=f"workspace of {environment}",
            settings=(f"GATEHOUSE_WORKSPACE_URL_{name}", f"GATEHOUSE_SPN_{name}"),
            ask=partial(probe, settings, secrets, environment),
        )


def probe(settings: Settings, secrets: Secrets, environment: str) -> str:
    """Whether one workspace lets us look, and knows whom a setting names."""
    near = settings.neighbours.databricks
    assert near is not None
    directory = directory_in(near, settings.policy, secrets)
    return probed(replace(directory, places={environment: directory.places[environment]}))
