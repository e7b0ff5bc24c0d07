"""What remembers, carries and hides for us in the bank: blobs, bus and vault."""

from collections.abc import Iterator

from local.doctor.asking import Neighbour, probed
from local.doctor.repositories import repositories
from shared.adapters.azure_blobs import AzureBlobs
from shared.adapters.key_vault import KeyVault
from shared.adapters.service_bus import ServiceBus
from shared.adapters.system_clock import system_clock
from shared.ports import Secrets
from shared.settings.neighbours import Neighbours

EMULATOR = "an emulator"


def stores(near: Neighbours, secrets: Secrets) -> Iterator[Neighbour]:
    """Those of them that settings name."""
    if near.storage:
        yield Neighbour(
            role="blobs",
            name=place(near.storage),
            settings=("GATEHOUSE_STORAGE",),
            ask=lambda: probed(AzureBlobs(near.storage)),
        )
        yield Neighbour(
            role="repositories",
            name="catalogue",
            settings=("GATEHOUSE_STORAGE", "GATEHOUSE_KEY_VAULT"),
            ask=lambda: repositories(AzureBlobs(near.storage), secrets),
        )
    if near.service_bus:
        emulated = place(near.service_bus) == EMULATOR
        setting = "SERVICE_BUS" if emulated else "SERVICE_BUS__fullyQualifiedNamespace"
        yield Neighbour(
            role="bus",
            name=place(near.service_bus),
            settings=(setting,),
            ask=lambda: probed(ServiceBus(near.service_bus)),
        )
    if near.key_vault:
        yield Neighbour(
            role="secrets",
            name=near.key_vault,
            settings=("GATEHOUSE_KEY_VAULT",),
            ask=lambda: probed(KeyVault(near.key_vault, system_clock)),
        )


def place(address: str) -> str:
    """The address, which in a connection string stands among keys."""
    return EMULATOR if "=" in address else address
