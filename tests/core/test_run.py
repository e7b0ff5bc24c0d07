"""A run is a fold over what was heard and said, and nothing else."""

from dataclasses import replace

import pytest

from shared.core.messages import End, RunChecks, TellPeople
from shared.core.run import evolve
from tests.builders import (
    ADA,
    ANNOUNCED,
    CHECKED,
    CHURN,
    EVALUATED,
    HOUR,
    LAX,
    NOW,
    PUBLISHED,
    PUSHED,
    SPEC,
    SUPERSEDED,
    TESTED,
    TOLD,
    TRAINED,
    approvable_run,
    decided,
    evaluated_run,
    failed,
    heard,
    late,
    new,
    promoted,
    started,
)


def test_nothing_is_known_of_a_run_before_anything_has_happened():
    run = new()

    assert (run.pushed, run.tested, run.linted, run.checked, run.spec) == (None,) * 5
    assert run.trained is None
    assert (run.evaluated, run.promoted("tst"), run.published, run.ending) == (None,) * 4
    assert (run.began, run.updated) == (None, None)


def test_what_was_heard_is_known():
    run = heard(evaluated_run(LAX), promoted("prod"), PUBLISHED)

    assert (run.pushed, run.tested, run.checked) == (PUSHED, TESTED, CHECKED)
    assert (run.spec, run.trained, run.evaluated) == (SPEC, TRAINED, EVALUATED)
    assert (run.promoted("prod"), run.published) == (promoted("prod"), PUBLISHED)


def test_orders_are_noted_with_the_time_they_were_given():
    order = RunChecks(candidate=CHURN, step="checks")

    run = evolve(new(), PUSHED, NOW, [order])

    assert run.ordered == {"checks": NOW}


def test_what_is_said_is_never_invented_by_the_fold():
    assert evolve(new(), PUSHED, NOW, ()).ordered == {}


def test_a_run_begins_and_ends_with_the_times_of_its_events_however_they_arrive():
    there = heard(heard(new(), PUSHED, at=NOW), TESTED, at=NOW + HOUR)
    back = heard(heard(new(), TESTED, at=NOW + HOUR), PUSHED, at=NOW)

    assert (there.began, there.updated) == (NOW, NOW + HOUR)
    assert (back.began, back.updated) == (NOW, NOW + HOUR)


@pytest.mark.parametrize(
    "event", [late("checks"), SUPERSEDED, failed("checks"), started("checks"), ANNOUNCED]
)
def test_no_event_makes_a_step_known_but_its_answer(event):
    run = evolve(heard(new(), PUSHED, CHECKED), event, NOW, ())

    assert run.known["checks"] == CHECKED


def test_a_failure_is_kept_until_the_answer_and_not_beyond():
    assert heard(new(), PUSHED, failed("announcement")).failures
    assert not heard(new(), PUSHED, ANNOUNCED, failed("announcement")).failures


def test_of_two_ends_the_first_is_final():
    ended = heard(new(), PUSHED, SUPERSEDED)
    another = replace(ended.ending, end=End.RELEASED)

    told_again = TellPeople(candidate=CHURN, step="people", ending=another)

    assert evolve(ended, TOLD, NOW, [told_again]).ending == ended.ending


def test_decisions_are_kept_in_the_order_they_came_and_none_after_the_end():
    run = approvable_run("prod")
    refusal, approval = decided(run, approved=False), decided(run, person="ross@bank.example")

    run = heard(run, refusal, approval)

    assert [decision for _, decision in run.decisions] == [refusal]


@pytest.mark.parametrize(
    "question", ["pushed", "tested", "linted", "checked", "trained", "evaluated"]
)
def test_an_event_of_the_wrong_kind_is_not_taken_for_the_answer(question):
    steps = (
        "push",
        "tests",
        "lint",
        "checks",
        "training",
        "evaluation",
        "publication",
        "promotion@prod",
    )
    run = new()
    for step in steps:
        run = evolve(run, type(ANNOUNCED)(candidate=CHURN, step=step), NOW, ())

    assert getattr(run, question) is None
    assert run.published is None
    assert run.promoted("prod") is None


def test_authors_are_those_of_the_push():
    assert heard(new(), PUSHED).pushed.authors == (ADA,)
