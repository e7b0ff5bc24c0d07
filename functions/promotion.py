"""Make the model the champion of an environment.  Nothing else moves that alias."""

from pathlib import Path
from tempfile import TemporaryDirectory

import azure.functions as func

from shared.core.errors import RefusedError
from shared.core.messages import ModelPromoted, PromoteModel
from shared.doors import obey
from shared.ports import Registry
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "promote-model")
def on_promote_model(message: func.ServiceBusMessage) -> None:
    """Register and promote."""
    obey(message, PromoteModel, promote, world().promoter)


class OvertakenError(RefusedError):
    """Another model became the champion in the meantime."""


def promote(order: PromoteModel, registry: Registry) -> ModelPromoted:
    """Promote the very files that were evaluated.  Raises `AlteredError` where they have changed.

    Harmless when repeated: the registry finds what an earlier attempt has made.  Raises
    `OvertakenError` where the model was compared with another champion than there is now.
    """
    rival = registry.champion(order.candidate, order.environment, order.team)
    if rival and rival.run != order.model.run and rival.version != order.champion:
        raise OvertakenError(
            f"{order.candidate.model} in {order.environment}: version {rival.version} became the"
            " champion after this model was evaluated; push a commit to be compared with it"
        )
    with TemporaryDirectory() as folder:
        registry.fetch(order.model, Path(folder) / "model")
    name, version = registry.promote(order)
    return ModelPromoted(
        candidate=order.candidate,
        step=order.step,
        environment=order.environment,
        registered_model=name,
        version=version,
    )
