"""Have the model trained, from the very files that were checked."""

import azure.functions as func

from shared.core.messages import JobStarted, StartTraining
from shared.core.orders import job_key
from shared.doors import obey
from shared.ports import Job, Jobs
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "start-training")
def on_start_training(message: func.ServiceBusMessage) -> None:
    """Submit the training job."""
    obey(message, StartTraining, start_training, world().jobs)


def start_training(order: StartTraining, jobs: Jobs) -> JobStarted:
    """The same attempt of a run gets the same job, however often it is asked for."""
    job = Job(candidate=order.candidate, task="train", bundle=order.bundle, spec=order.spec)
    started = jobs.submit(job_key(order), job)
    return JobStarted(candidate=order.candidate, step=order.step, job=started)
