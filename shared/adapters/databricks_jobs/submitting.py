"""Submitting a one-time run, under a token by which Databricks knows a repetition.

https://docs.databricks.com/api/workspace/jobs/submit
"""

from hashlib import sha256
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.compute import tags
from shared.adapters.databricks_jobs.sending import Parcel, Way, send
from shared.adapters.databricks_jobs.site import Site
from shared.adapters.databricks_jobs.tasks import one_time
from shared.core.errors import TryAgainError
from shared.ports import Job

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import WebhookNotifications

MARK = "gatehouse"


def submit(site: Site, key: str, job: Job) -> str:
    """Start the run, unless the key has one already, and return its id."""
    from databricks.sdk.service.jobs import QueueSettings, SubmitRunResponse

    token, environment = sha256(key.encode()).hexdigest(), site.address.environment
    packed = site.packed(job.bundle)
    parcel = Parcel(digest=job.bundle, packed=packed, candidate=job.candidate, spec=job.spec)
    footing = parcel.footing(site, environment, tags(job.candidate, job.spec, environment))
    folder = f"jobs/{token[:32]}"
    order = {"job": token[:32], "task": job.task, "document": {"spec": job.spec, **job.document}}
    work = send(site, parcel, order, Way(order=f"{folder}/job.json", out=folder))
    plan = site.plan
    answer: SubmitRunResponse = site.client.jobs.submit(
        run_name=f"{plan.names.train} {MARK} {key.replace('/', ' ')}",
        tasks=[one_time(job.task, work, footing)],
        idempotency_token=token[:64],
        timeout_seconds=plan.seconds(job.task),
        environments=footing.environments,
        run_as=site.run_as,
        queue=QueueSettings(enabled=True),
        webhook_notifications=heard(plan.names.notify),
        budget_policy_id=plan.cluster.budget_policy or None,
        usage_policy_id=plan.cluster.usage_policy or None,
    ).response
    if not answer.run_id:
        raise TryAgainError(f"{site.address}: submitted {key}, and got no run's id")
    return str(answer.run_id)


def heard(destination: str) -> "WebhookNotifications | None":
    """Who hears of the end, as a hint: the run itself is asked then."""
    from databricks.sdk.service.jobs import Webhook, WebhookNotifications

    if not destination:
        return None
    told = [Webhook(id=destination)]
    return WebhookNotifications(on_success=told, on_failure=told)
