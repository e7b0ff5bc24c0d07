"""Have the model trained, from the very files that were checked."""

import azure.functions as func

from shared.core.messages import JobStarted, StartTraining
from shared.handling import carry_out
from shared.ports import Job, Jobs
from shared.wiring import world

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger("message", "SERVICE_BUS", "start-training")
def on_start_training(message: func.ServiceBusMessage) -> None:
    """Submit the training job."""
    here = world()
    carry_out(
        message.get_body(),
        StartTraining,
        start_training,
        here.jobs,
        bus=here.bus,
        clock=here.clock,
        delivery=message.delivery_count,
    )


def start_training(order: StartTraining, jobs: Jobs) -> JobStarted:
    """The same run gets the same job, however often it is asked for."""
    job = Job(
        candidate=order.candidate, task="train", bundle=order.bundle, document={"spec": order.spec}
    )
    started = jobs.submit(f"{order.candidate.run_id}/{order.step}", job)
    return JobStarted(candidate=order.candidate, step=order.step, job=started)
