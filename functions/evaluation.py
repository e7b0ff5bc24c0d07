"""Have the candidate scored, beside the champion of every environment."""

import azure.functions as func

from shared.core.messages import JobStarted, StartEvaluation
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
    started = jobs.submit(key_of(order), job)
    return JobStarted(candidate=order.candidate, step=order.step, job=started)


def key_of(order: StartEvaluation) -> str:
    """What the job is known by: a job that was lost makes room for another."""
    key = f"{order.candidate.run_id}/{order.step}"
    return key if order.attempt == 1 else f"{key}/{order.attempt}"
