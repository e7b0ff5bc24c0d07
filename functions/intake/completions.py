"""Hints that a job may have ended; the job itself is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.intake.entrance import Neighbours, ignored, verify
from shared import codec
from shared.core.messages import CollectJob
from shared.envelope import Envelope
from shared.replies import Reply, accept_body, json_reply


@dataclass(frozen=True, kw_only=True)
class JobCompletion:
    """The hint that a job may have ended."""

    run_id: str
    job: str


def job_completion(body: bytes, headers: Mapping[str, str], here: Neighbours) -> Reply:
    """The hint that a job may have ended; the job itself will be asked, once a second at most.

    A hint before the start of the job is recorded is lost: the timer asks as well.
    """
    hint = codec.parse(JobCompletion, accept_body(body))
    verify(body, headers, here.job_secret)
    record = here.runs.find(hint.run_id)
    steps = [step for step, job in record.run.jobs.items() if job == hint.job] if record else []
    if record is None or not steps:
        return ignored("no run waits for this job")
    order = CollectJob(candidate=record.run.candidate, step=steps[0], job=hint.job)
    now = here.clock()
    here.bus.publish([Envelope(id=f"hint-{hint.job}-{now:%H%M%S}", body=order, time=now)])
    return json_reply(202, {"job": hint.job})
