"""Every secret that is referred to: whether it can be read, and not a word more."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from local.doctor.asking import Neighbour
from shared.adapters.file_secrets import SCHEME
from shared.adapters.signed_links import SignedLinks
from shared.ports import Secrets
from shared.settings import Settings
from shared.settings.names import PREFIX
from shared.wiring import World

OWN = {"jobs": "proves news of jobs", "links": "signs links and forms"}
READABLE = "can be read"


@dataclass(frozen=True)
class Cabinet:
    """The secrets, opened by whoever needs one first; a vault that will not open is its own trouble."""

    settings: Settings

    @cached_property
    def opened(self) -> Secrets:
        """Who holds the secrets."""
        return World(self.settings).secrets

    def value(self, reference: str) -> bytes:
        """The secret behind the reference."""
        return self.opened.value(reference)


def references(settings: Settings) -> dict[str, str]:
    """The reference in each setting that refers to a secret."""
    near = settings.neighbours
    found = {f"{host.kind.name}_TOKEN": host.token for host in near.hosts}
    found |= {
        "DATABRICKS_TOKEN": near.databricks.token if near.databricks else "",
        "TRACKING_TOKEN": near.mlflow.token,
        "ARTIFACTORY_TOKEN": near.artifactory.token if near.artifactory else "",
        "TEAMS": near.letters.teams,
        "SMTP_PASSWORD": near.letters.password,
    }
    return {f"{PREFIX}{name}": reference for name, reference in found.items() if reference}


def own(settings: Settings) -> dict[str, str]:
    """What the references of the platform's own secrets stand for."""
    vault = settings.neighbours.key_vault
    return {
        (f"gatehouse-{name}" if vault else f"{SCHEME}{name}"): does for name, does in OWN.items()
    }


def readable(settings: Settings, cabinet: Cabinet) -> Iterator[Neighbour]:
    """Each secret as somebody to be asked."""
    for setting, reference in references(settings).items():
        ask = partial(read, cabinet, reference)
        yield Neighbour(role="secret", name=reference, settings=(setting,), ask=ask)
    vault = settings.neighbours.key_vault
    holder = "GATEHOUSE_KEY_VAULT" if vault else "GATEHOUSE_HOME"
    for reference in own(settings):
        ask = partial(read_own, settings, cabinet, reference)
        yield Neighbour(role="secret", name=reference, settings=(holder,), ask=ask)


def read(cabinet: Cabinet, reference: str) -> str:
    """Read it, and forget it."""
    cabinet.value(reference)
    return READABLE


def read_own(settings: Settings, cabinet: Cabinet, reference: str) -> str:
    """Read one of ours, which a laptop makes by itself, and see that it is long enough to sign."""
    path = settings.home / "secrets" / reference.removeprefix(SCHEME)
    if not settings.neighbours.key_vault and not path.exists():
        return "is made when the platform is first up"
    SignedLinks([cabinet.value(reference)])
    return READABLE
