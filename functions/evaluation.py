"""Have the candidate scored, beside the champion of every environment."""

import azure.functions as func

from shared.core.messages import JobStarted, StartEvaluation
from shared.core.orders import job_key
from shared.doors import obey
from shared.ports import Job, Jobs, RegistryReader
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "start-evaluation")
def on_start_evaluation(message: func.ServiceBusMessage) -> None:
    """Submit the evaluation job."""
    obey(message, StartEvaluation, start_evaluation, world().jobs, world().registry)


def start_evaluation(order: StartEvaluation, jobs: Jobs, registry: RegistryReader) -> JobStarted:
    """Name the champions as they are now, and submit; the same attempt gets the same job."""
    champions = {
        name: registry.champion(order.candidate, name, order.spec.team_name)
        for name in order.environments
    }
    document = {
        "model": order.model,
        "champions": {
            name: {
                "version": champion.version,
                "run": champion.run,
                "uri": registry.location(champion),
                "metrics": champion.metrics,
            }
            for name, champion in champions.items()
            if champion
        },
    }
    job = Job(
        candidate=order.candidate,
        task="evaluate",
        bundle=order.bundle,
        spec=order.spec,
        document=document,
    )
    started = jobs.submit(job_key(order), job)
    return JobStarted(candidate=order.candidate, step=order.step, job=started)
