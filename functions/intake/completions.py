"""Hints that a job may have ended; the job itself is asked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from functions.intake.announcing import ignored
from functions.intake.entrance import Knock, Neighbours, believe
from functions.intake.proofs import signature
from shared.core.messages import CollectJob
from shared.envelope import Envelope
from shared.replies import Reply, json_reply


@dataclass(frozen=True, kw_only=True)
class JobCompletion:
    """The hint that a job may have ended."""

    run_id: str
    job: str


def job_completion(knock: Knock, here: Neighbours) -> Reply:
    """The hint as our own runner gives it."""
    hint = knock.read(JobCompletion)
    believe(signature(knock.body, knock.headers), here.job_secrets)
    return ask([hint.run_id], {hint.job}, here)


def ask(run_ids: Iterable[str], jobs: Collection[str], here: Neighbours) -> Reply:
    """Have the job asked, if one of the runs waits for it, once a second at most.

    A hint before the start of the job is recorded is lost: the timer asks as well.
    """
    for record in filter(None, map(here.runs.find, run_ids)):
        for step, job in record.run.jobs.items():
            if job in jobs:
                order = CollectJob(candidate=record.run.candidate, step=step, job=job)
                now = here.clock()
                here.bus.publish([Envelope(id=f"hint-{job}-{now:%H%M%S}", body=order, time=now)])
                return json_reply(202, {"job": job})
    return ignored("no run waits for this job")
