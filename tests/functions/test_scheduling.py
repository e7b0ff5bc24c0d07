"""A model has one scoring job in an environment, however often it is released there."""

from dataclasses import replace

import pytest

from functions.scheduling import schedule_scoring
from shared.adapters.memory_jobs import MemoryJobs
from shared.core.messages import ScheduleScoring, ScoringScheduled
from tests.builders import CHURN, SPEC

ORDER = ScheduleScoring(
    candidate=CHURN,
    step="scheduling",
    environment="prod",
    registered_model="prod.churn",
    bundle="b" * 64,
    spec=SPEC,
)


@pytest.fixture
def jobs():
    return MemoryJobs(outcomes={})


def test_the_job_scores_with_the_registered_model_of_the_environment(jobs):
    said = schedule_scoring(ORDER, jobs)

    assert said == ScoringScheduled(
        candidate=CHURN, step="scheduling", environment="prod", job=said.job
    )
    scoring = jobs.scheduled[said.job]
    assert (scoring.environment, scoring.registered_model) == ("prod", "prod.churn")
    assert (scoring.bundle, scoring.spec) == (ORDER.bundle, SPEC)


def test_a_later_release_brings_the_same_job_up_to_date(jobs):
    first = schedule_scoring(ORDER, jobs)

    again = schedule_scoring(replace(ORDER, bundle="c" * 64), jobs)

    assert again.job == first.job
    assert [each.bundle for each in jobs.scheduled.values()] == ["c" * 64]
