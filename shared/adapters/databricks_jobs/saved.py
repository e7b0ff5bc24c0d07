"""Saved jobs: found by name and tag, made once, and brought up to date (R-075).

The API makes a second job of the same name without a word, and takes no idempotency token for it.
So the oldest one counts, and whatever a lost answer or a race has made beside it is removed.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from shared.core.errors import TryAgainError

if TYPE_CHECKING:
    from databricks.sdk.service.jobs import JobsAPI, JobSettings

MARK = ("gatehouse", "scoring")
PAGE = 100


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
