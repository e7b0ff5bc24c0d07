"""The saved job that scores with whichever version is the champion when it starts (R-067, R-075)."""

from hashlib import sha256
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.compute import tags
from shared.adapters.databricks_jobs.saved import MARK, save
from shared.adapters.databricks_jobs.sending import Parcel, Way, send
from shared.adapters.databricks_jobs.site import Site
from shared.adapters.databricks_jobs.tasks import lasting
from shared.codec import document
from shared.ports import Scoring

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import CronSchedule, JobSettings

# A parameter that Databricks fills in: each run leaves its predictions in a place of its own.
# https://docs.databricks.com/jobs/dynamic-value-references.html
THIS_RUN = "{{job.run_id}}"


def schedule(site: Site, scoring: Scoring) -> str:
    """Have one saved job of the model in the environment, up to date, and return its id."""
    return str(save(site.client.jobs, settings_of(site, scoring)))


def settings_of(site: Site, scoring: Scoring) -> "JobSettings":
    """What the saved job is."""
    from databricks.sdk.service.jobs import JobSettings, QueueSettings

    candidate, plan = scoring.candidate, site.plan
    packed = site.packed(scoring.bundle)
    parcel = Parcel(digest=scoring.bundle, packed=packed, candidate=candidate, spec=scoring.spec)
    labels = tags(candidate, scoring.spec, scoring.environment)
    footing = parcel.footing(site, scoring.environment, labels)
    model = " ".join(filter(None, (candidate.model, candidate.brand)))
    return JobSettings(
        name=f"{plan.names.score} {model} {scoring.environment}",
        description=f"Scores with models:/{scoring.registered_model}@champion; made by Gatehouse",
        tags={**labels, MARK[0]: MARK[1]},
        tasks=[lasting("score", send(site, parcel, order_of(scoring), way_of(scoring)), footing)],
        environments=footing.environments,
        run_as=site.run_as,
        schedule=timetable(plan.names.quartz, plan.names.timezone),
        timeout_seconds=plan.seconds("score"),
        max_concurrent_runs=1,
        queue=QueueSettings(enabled=True),
        budget_policy_id=plan.cluster.budget_policy or None,
        usage_policy_id=plan.cluster.usage_policy or None,
    )


def order_of(scoring: Scoring) -> dict[str, object]:
    """What the runner is told."""
    told = {"spec": scoring.spec, "registered_model": scoring.registered_model}
    return {"job": scoring.candidate.run_id, "task": "score", "document": told}


def way_of(scoring: Scoring) -> Way:
    """Where order and predictions lie: a later release has another order, and leaves this one be."""
    candidate = scoring.candidate
    place = "/".join(filter(None, (scoring.environment, candidate.model, candidate.brand)))
    digest = sha256(document(order_of(scoring)) + scoring.bundle.encode()).hexdigest()
    return Way(order=f"scoring/{place}/{digest}.json", out=f"predictions/{place}/{THIS_RUN}")


def timetable(quartz: str, timezone: str) -> "CronSchedule | None":
    """When the job starts by itself, `None` for never."""
    from databricks.sdk.service.jobs import CronSchedule

    return CronSchedule(quartz_cron_expression=quartz, timezone_id=timezone) if quartz else None
