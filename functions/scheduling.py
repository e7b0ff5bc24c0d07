"""Have a saved job score with the champion, once there is one to score with (R-075)."""

import azure.functions as func

from shared.core.messages import ScheduleScoring, ScoringScheduled
from shared.doors import obey
from shared.ports import Jobs, Scoring
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "schedule-scoring")
def on_schedule_scoring(message: func.ServiceBusMessage) -> None:
    """Create the scoring job, or bring it up to date."""
    obey(message, ScheduleScoring, schedule_scoring, world().jobs)


def schedule_scoring(order: ScheduleScoring, jobs: Jobs) -> ScoringScheduled:
    """A model has one scoring job in an environment, however often it is released there."""
    scoring = Scoring(
        candidate=order.candidate,
        environment=order.environment,
        registered_model=order.registered_model,
        bundle=order.bundle,
        spec=order.spec,
    )
    return ScoringScheduled(
        candidate=order.candidate,
        step=order.step,
        environment=order.environment,
        job=jobs.schedule(scoring),
    )
