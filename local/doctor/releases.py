"""Who holds models and releases, and who tells people of them."""

from collections.abc import Iterator
from dataclasses import replace

from local.doctor.asking import Neighbour, Probed, probed
from shared.ports import Secrets
from shared.settings import Settings
from shared.settings.neighbours import Letters
from shared.wiring import World, bank

MLFLOW = ("GATEHOUSE_TRACKING_URI", "GATEHOUSE_REGISTRY_URI")
ARTIFACTORY = ("GATEHOUSE_ARTIFACTORY", "GATEHOUSE_ARTIFACTORY_TOKEN")
WAYS = {
    "mail": ("smtp", ("GATEHOUSE_SMTP", "GATEHOUSE_SMTP_USER", "GATEHOUSE_SMTP_PASSWORD")),
    "mail by Azure": ("communication_services", ("GATEHOUSE_COMMUNICATION_SERVICES",)),
    "Teams": ("teams", ("GATEHOUSE_TEAMS",)),
}


def releases(settings: Settings, secrets: Secrets) -> Iterator[Neighbour]:
    """Those of them that settings name."""
    near = settings.neighbours
    if near.mlflow.tracking:
        yield Neighbour(
            role="registry",
            name=near.mlflow.registry,
            settings=MLFLOW,
            ask=lambda: probed(World(settings).models),
        )
    if artifactory := near.artifactory:
        yield Neighbour(
            role="artefacts",
            name=artifactory.url,
            settings=("GATEHOUSE_ARTIFACTORY_OIDC",) if artifactory.oidc else ARTIFACTORY,
            ask=lambda: probed(bank.artifactory_in(artifactory, secrets)),
        )
    for name, (field, names) in WAYS.items():
        if getattr(near.letters, field):
            yield way(near.letters, field, name, names, secrets)


def way(
    letters: Letters, field: str, name: str, settings: tuple[str, ...], secrets: Secrets
) -> Neighbour:
    """One way to people, as it is where there is no other."""
    others = {other: "" for other, _ in WAYS.values() if other != field}

    def ask() -> str:
        [only] = bank.ways_in(replace(letters, **others), secrets)
        assert isinstance(only, Probed)
        return probed(only)

    return Neighbour(role="people", name=name, settings=settings, ask=ask)
