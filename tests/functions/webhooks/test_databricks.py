"""Databricks hints that a job has ended; whatever it says, only the job is believed."""

import pytest

from functions.intake.databricks import databricks_notice
from tests.functions.webhooks import databricks_payloads as databricks
from tests.functions.webhooks.door import JOBS_SECRET, Door, password, said

JOB = "455644833"


@pytest.fixture
def door():
    return Door()


def deliver(door, payload, secret=JOBS_SECRET):
    """What Databricks is answered."""
    return door.knock(databricks_notice, payload, password(secret))


@pytest.mark.parametrize("event", ["jobs.on_success", "jobs.on_failure"])
@pytest.mark.parametrize("written", [str, int], ids=["as text", "as a number"])
def test_a_job_that_is_said_to_have_ended_is_asked(door, event, written):
    door.run_with(JOB)

    reply = deliver(door, databricks.ended(written(JOB), event=event))

    assert (reply.status, said(reply)) == (202, {"job": JOB})
    assert door.hints() == [JOB]


def test_the_name_of_the_job_tells_the_run_without_looking_at_the_others(door):
    run_id = door.run_with(JOB)
    door.runs.archive(run_id)

    deliver(door, databricks.ended(JOB, name=f"train churn gatehouse {run_id} training"))

    assert door.hints() == [JOB]


def test_a_job_that_is_named_for_another_run_is_not_asked(door):
    door.run_with(JOB)
    name = f"gatehouse {door.run_with('8', model='limits')} training"

    assert "no run waits" in said(deliver(door, databricks.ended(JOB, name=name)))["ignored"]


def test_a_job_whose_name_says_nothing_is_found_among_the_runs_that_wait(door):
    door.run_with("7", model="limits")
    door.run_with(JOB)

    deliver(door, databricks.ended(JOB, name="some job of ours"))

    assert door.hints() == [JOB]


def test_the_end_of_a_task_is_the_end_of_what_its_run_waits_for(door):
    door.run_with(JOB)

    deliver(door, databricks.task_ended("900", JOB))

    assert door.hints() == [JOB]


def test_a_job_is_asked_once_a_second_at_most(door):
    door.run_with(JOB)

    for _ in range(5):
        deliver(door, databricks.ended(JOB))
    door.clock.advance(seconds=1)
    deliver(door, databricks.ended(JOB))

    assert door.hints() == [JOB, JOB]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(databricks.ended(JOB, event="jobs.on_start"), id="a start"),
        pytest.param(
            databricks.ended(JOB, event="jobs.on_duration_warning_threshold_exceeded"),
            id="a warning",
        ),
        pytest.param(databricks.ended("1"), id="a job nobody waits for"),
        pytest.param(databricks.ended(""), id="no job"),
        pytest.param(databricks.ended(JOB, name="gatehouse ../../x-0 t"), id="no run's name"),
        pytest.param(databricks.ended("1", name="gatehouse " + "x" * 10**5), id="a long name"),
    ],
)
def test_what_is_no_end_of_a_job_of_ours_is_politely_ignored(door, payload):
    payload["run"]["parent_run_id"] = ""

    reply = deliver(door, payload)

    assert (reply.status, list(said(reply)), door.hints()) == (202, ["ignored"], [])


def test_who_does_not_show_the_secret_is_turned_away(door):
    door.run_with(JOB)

    assert deliver(door, databricks.ended(JOB), secret=b"wrong").status == 401
    assert deliver(door, databricks.ended(JOB), secret=door.secret()).status == 401
    assert door.hints() == []
