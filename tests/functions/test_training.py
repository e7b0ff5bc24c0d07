"""A training job gets the files that were checked, and a run gets one."""

from dataclasses import replace

import pytest

from functions.training import start_training
from shared.adapters.memory_jobs import MemoryJobs
from shared.core.messages import JobStarted, StartTraining
from tests.builders import CHURN, SPEC

ORDER = StartTraining(candidate=CHURN, step="training", bundle="b" * 64, spec=SPEC)


@pytest.fixture
def jobs():
    return MemoryJobs(outcomes={})


def test_the_job_is_about_the_very_files_that_were_checked(jobs):
    started = start_training(ORDER, jobs)

    job = jobs.submitted[started.job]
    assert started == JobStarted(candidate=CHURN, step="training", job=started.job)
    assert (job.task, job.bundle, job.candidate) == ("train", ORDER.bundle, CHURN)
    assert job.spec == SPEC


def test_an_order_that_comes_again_starts_nothing_new(jobs):
    first, again = start_training(ORDER, jobs), start_training(ORDER, jobs)

    assert first == again
    assert len(jobs.submitted) == 1


def test_a_job_that_was_lost_makes_room_for_another_and_the_first_stays_what_it_was(jobs):
    first, second = (start_training(replace(ORDER, attempt=n), jobs).job for n in (1, 2))

    assert first != second
    assert first == jobs.submit(f"{CHURN.run_id}/training", jobs.submitted[first])
    assert second == jobs.submit(f"{CHURN.run_id}/training/2", jobs.submitted[second])


def test_another_run_of_the_same_commit_is_another_job(jobs):
    other = replace(ORDER, candidate=replace(CHURN, attempt=2))

    assert start_training(ORDER, jobs).job != start_training(other, jobs).job
