"""Every event passes here once, and moves its run along."""

import azure.functions as func

from shared.handling import settle
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_topic_trigger("message", "SERVICE_BUS", "events", "pipeline")
def on_event(message: func.ServiceBusMessage) -> None:
    """Settle what the event means for its run."""
    here = world()
    settle(
        message.get_body(),
        runs=here.runs,
        policy=here.settings.policy,
        bus=here.bus,
        clock=here.clock,
    )
