"""Models that are forgotten when the process ends."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.messages import Champion, PromoteModel, TrainedModel
from shared.files.model_files import copy, folder_of
from shared.ports import AlteredError


@dataclass(frozen=True, kw_only=True)
class MemoryRegistry:
    """A registry that is the list of orders it was given, by registered model."""

    orders: dict[str, list[PromoteModel]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def champion(self, candidate: Candidate, environment: str, team: str = "") -> Champion | None:
        """The version in use: the last."""
        orders = self.orders.get(f"{environment}.{candidate.model}")
        if not orders:
            return None
        last = orders[-1]
        return Champion(
            version=str(len(orders)), run=last.model.run, metrics=last.metrics, same_data=False
        )

    def location(self, champion: Champion) -> str:
        """Where the files of a champion's model lie."""
        for orders in self.orders.values():
            for number, order in enumerate(orders, start=1):
                if (str(number), order.model.run) == (champion.version, champion.run):
                    return order.model.uri
        raise RefusedError(f"version {champion.version} of run {champion.run}: not in the registry")

    def promote(self, order: PromoteModel) -> tuple[str, str]:
        """Register the model once, make it the champion, and return registered name and version."""
        name = f"{order.environment}.{order.candidate.model}"
        with self.lock:
            orders = self.orders.setdefault(name, [])
            claim(name, order, orders)
            known = [earlier.candidate.run_id for earlier in orders]
            if order.candidate.run_id not in known:
                orders.append(order)
                return name, str(len(orders))
            version = known.index(order.candidate.run_id)
        if orders[version].model.digest != order.model.digest:
            raise AlteredError(f"{name} {version + 1}: its run registered another model")
        return name, str(version + 1)

    def fetch(self, model: TrainedModel, into: Path) -> None:
        """Copy the model's files.  Raises `AlteredError` unless they have the model's digest."""
        folder = folder_of(model.uri)
        if folder is None:
            raise RefusedError(f"model {model.uri}: not on this machine; give a path or a file URI")
        copy(folder, into, model.digest)


def claim(name: str, order: PromoteModel, orders: list[PromoteModel]) -> None:
    """Refuse a name that belongs to another repository."""
    owner = orders[0].candidate.repository if orders else order.candidate.repository
    if owner != order.candidate.repository:
        raise RefusedError(f"registered model {name}: belongs to {owner}; take another MODEL_NAME")
