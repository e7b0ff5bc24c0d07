"""The saved job that scores with whichever version is the champion when it starts (R-067, R-075).

It is found by name and tag, made once, and brought up to date.  The API makes a second job of the
same name without a word, and takes no idempotency token for it.  So the oldest one counts, and
whatever a lost answer or a race has made beside it is removed.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from shared.adapters.databricks_jobs.compute import tags
from shared.adapters.databricks_jobs.sending import Parcel, Way, send
from shared.adapters.databricks_jobs.site import Site
from shared.adapters.databricks_jobs.tasks import lasting
from shared.codec import document
from shared.core.errors import TryAgainError
from shared.ports import Scoring

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import CronSchedule, JobsAPI, JobSettings

MARK = ("gatehouse", "scoring")
PAGE = 100
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


def save(jobs: "JobsAPI", settings: "JobSettings") -> int:
    """Have one job with these settings, and return its id."""
    ids, new = sorted(known(jobs, settings.name or "")), 0
    if not ids:
        new = made(jobs, settings)
        # Somebody may have been as quick.
        ids = sorted({new, *known(jobs, settings.name or "")})
    for surplus in ids[1:]:
        remove(jobs, surplus)
    if ids[0] != new:
        jobs.reset(ids[0], settings)
    return ids[0]


def made(jobs: "JobsAPI", settings: "JobSettings") -> int:
    """The id of a new job."""
    from databricks.sdk.service.jobs import CreateResponse

    # `create` wants each setting by itself, and knows all that `JobSettings` knows.
    given = {name: value for name, value in vars(settings).items() if value is not None}
    answer: CreateResponse = jobs.create(**given)
    if answer.job_id is None:
        raise TryAgainError(f"job {settings.name!r}: made, and got no id")
    return answer.job_id


def known(jobs: "JobsAPI", name: str) -> Iterator[int]:
    """The ids of our jobs of that name; the list takes capitals for small letters, we do not."""
    for job in jobs.list(name=name, limit=PAGE):
        settings = job.settings
        ours = settings and settings.name == name and (settings.tags or {}).get(MARK[0]) == MARK[1]
        if ours and job.job_id is not None:
            yield job.job_id


def remove(jobs: "JobsAPI", job: int) -> None:
    """Delete a job, unless somebody has done so."""
    from databricks.sdk.errors import InvalidParameterValue, NotFound

    # A job that is gone is refused as a bad parameter.
    with suppress(InvalidParameterValue, NotFound):
        jobs.delete(job)
