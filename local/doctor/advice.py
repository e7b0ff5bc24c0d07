"""Settings that count as they are, and that the bank would rather see otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.core.findings import Priority
from shared.settings import Settings
from shared.settings.names import PREFIX
from shared.settings.neighbours import Databricks

SHARED = "/Workspace/Shared/"


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What is not as the bank has it, how grave that is, and what to do about it."""

    setting: str
    priority: Priority
    remark: str
    remedy: str
    standard: str


def advice(settings: Settings) -> Iterator[Advice]:
    """All of it; where no workspace is named there is none."""
    if near := settings.neighbours.databricks:
        yield from on_driver(near)
        yield from on_folder(near)


def on_driver(near: Databricks) -> Iterator[Advice]:
    """The draft types the driver as an integer; Databricks takes the name of a machine (R-024)."""
    if near.driver_node_type.isdigit():
        yield Advice(
            setting=f"{PREFIX}CLUSTER_DRIVER_NODE_ID",
            priority=Priority.NICE,
            remark=f"{near.driver_node_type} is a number, which Databricks knows no machine by",
            remedy="write a node type id, such as Standard_D4ds_v5, or leave it out",
            standard="R-024",
        )


def on_folder(near: Databricks) -> Iterator[Advice]:
    """Notebooks should lie below `/Shared` (R-027), though a safer folder does no harm."""
    if not near.folder.startswith(SHARED):
        yield Advice(
            setting=f"{PREFIX}NOTEBOOK_PATH",
            priority=Priority.ADVISED,
            remark=f"{near.folder} is not below /Workspace/Shared, where the bank looks for notebooks",
            remedy="name a folder below it in which nobody but the platform may write",
            standard="R-027",
        )
