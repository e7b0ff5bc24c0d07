"""An evaluation job gets the candidate, and the champions as they are now."""

from dataclasses import replace

import pytest

from functions.evaluation import start_evaluation
from shared.adapters.memory_jobs import MemoryJobs
from shared.adapters.memory_registry import MemoryRegistry
from shared.core.messages import PromoteModel, StartEvaluation
from tests.builders import CHURN, MODEL, RULES, SPEC

ENVIRONMENTS = ("tst", "qa", "prod")
ORDER = StartEvaluation(
    candidate=CHURN,
    step="evaluation",
    bundle="b" * 64,
    spec=SPEC,
    model=MODEL,
    environments=ENVIRONMENTS,
)


def promotion(environment, commit, **metrics):
    """What makes a model of that commit the champion."""
    return PromoteModel(
        candidate=replace(CHURN, commit=commit),
        step=f"promotion@{environment}",
        environment=environment,
        model=replace(MODEL, run=f"run of {commit}", uri=f"models/{commit}"),
        metrics=metrics,
        approvals=(),
        evidence="e" * 64,
    )


@pytest.fixture
def jobs():
    return MemoryJobs(outcomes={})


def document(order, jobs, registry):
    return jobs.submitted[start_evaluation(order, jobs, registry).job].document


def test_the_job_is_about_the_model_that_was_trained_from_the_checked_files(jobs):
    started = start_evaluation(ORDER, jobs, MemoryRegistry())

    job = jobs.submitted[started.job]
    assert (job.task, job.bundle) == ("evaluate", ORDER.bundle)
    assert (job.document["model"], job.spec) == (MODEL, SPEC)


def test_rules_are_evaluated_without_a_trained_model(jobs):
    order = replace(ORDER, spec=RULES, model=None)

    assert document(order, jobs, MemoryRegistry())["model"] is None


def test_every_environment_that_has_a_champion_names_it_with_its_place_and_figures(jobs):
    registry = MemoryRegistry()
    for order in (promotion("tst", "1", auc=0.7), promotion("tst", "2", auc=0.8)):
        registry.promote(order)
    registry.promote(promotion("prod", "1", auc=0.7))

    assert document(ORDER, jobs, registry)["champions"] == {
        "tst": {"version": "2", "run": "run of 2", "uri": "models/2", "metrics": {"auc": 0.8}},
        "prod": {"version": "1", "run": "run of 1", "uri": "models/1", "metrics": {"auc": 0.7}},
    }


def test_where_nothing_was_released_yet_there_is_nobody_to_beat(jobs):
    assert document(ORDER, jobs, MemoryRegistry())["champions"] == {}


def test_the_champions_of_other_models_do_not_matter(jobs):
    registry = MemoryRegistry()
    other = promotion("prod", "1", auc=0.99)
    registry.promote(replace(other, candidate=replace(other.candidate, model="other")))

    assert document(ORDER, jobs, registry)["champions"] == {}


def test_an_order_that_comes_again_gets_the_job_that_runs_whoever_is_champion_by_now(jobs):
    registry = MemoryRegistry()
    first = start_evaluation(ORDER, jobs, registry)
    registry.promote(promotion("prod", "1", auc=0.7))

    assert start_evaluation(ORDER, jobs, registry) == first
    assert jobs.submitted[first.job].document["champions"] == {}


def test_a_job_that_was_lost_makes_room_for_another(jobs):
    registry = MemoryRegistry()

    first = start_evaluation(ORDER, jobs, registry)
    second = start_evaluation(replace(ORDER, attempt=2), jobs, registry)

    assert first.job != second.job
    assert len(jobs.submitted) == 2
