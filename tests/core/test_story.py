"""The road as it went in one run, and what holds the run up."""

from datetime import timedelta

import pytest

from shared.core.findings import Owner
from shared.core.messages import (
    ApprovalRequested,
    CommitSuperseded,
    DeadlinePassed,
    StepFailed,
)
from shared.core.policy import Environment, Policy
from shared.core.run import Run
from shared.core.standings import Standing
from shared.core.story import holds, journey
from shared.exhibits import trail
from tests import stories
from tests.stories import APPROVER, BEGAN, CHURN

SECOND = timedelta(seconds=1)


def travelled(record):
    run = record.run
    return journey(
        Run(candidate=run.candidate, policy=run.policy), map(trail.heard, trail.entries(record))
    )


def legs(record):
    return {leg.name: leg for stretch in travelled(record).stretches for leg in stretch.legs}


def stands(record):
    return {stretch.name: stretch.standing for stretch in travelled(record).stretches}


def test_a_run_to_which_nothing_has_happened_has_its_whole_road_ahead():
    before = stories.started()

    assert {leg.standing for leg in legs(before).values()} == {Standing.LATER}
    assert travelled(before).ended is None


def test_a_step_lasts_from_its_order_to_its_answer():
    training = legs(stories.waiting_for_approval())["training"]

    assert training.standing is Standing.DONE
    assert training.began is not None
    assert training.ended == training.began + 40 * SECOND


def test_a_gate_takes_no_time():
    gate = legs(stories.waiting_for_approval())["gate@prod"]

    assert gate.standing is Standing.DONE
    assert gate.began == gate.ended


def test_a_waiting_step_has_begun_and_not_ended():
    tests = legs(stories.waiting_for_tests())["tests"]

    assert (tests.standing, tests.began, tests.ended) == (Standing.WAITING, BEGAN, None)


def test_the_stretches_stand_as_their_most_telling_step_does():
    assert stands(stories.turned_away_by_the_gate()) == {
        "candidate": Standing.DONE,
        "tst": Standing.DONE,
        "qa": Standing.STOPPED,
        "prod": Standing.LATER,
        "release": Standing.LATER,
    }


def test_a_released_run_has_walked_every_stretch():
    assert set(stands(stories.released()).values()) == {Standing.DONE}


def test_a_model_without_an_artefact_repository_is_not_published():
    spec = type(stories.SPEC)(**{**vars(stories.SPEC), "artifactory_repository_model": ""})
    record = stories.told(stories.started(), (stories.pushed(), stories.tested(), stories.linted()))
    record = stories.told(
        record,
        (
            stories.checked(spec=spec),
            *stories.trained(),
            *stories.evaluated(),
            *(stories.promoted(name, "4") for name in ("tst", "qa")),
        ),
    )
    record = stories.tell(record, stories.decision(record))

    publication = legs(stories.tell(record, stories.promoted("prod", "4")))["publication"]

    assert publication.standing is Standing.SKIPPED
    assert publication.spared == "not published: ARTIFACTORY_REPOSITORY_MODEL is not set"


def test_rules_are_not_trained():
    assert legs(stories.rule_based())["training"].standing is Standing.SKIPPED


def test_the_end_drops_the_steps_that_were_still_open():
    tests = legs(stories.turned_away_by_checks())["tests"]

    assert (tests.standing, tests.began, tests.ended) == (Standing.LATER, None, None)


def test_a_step_that_was_too_slow_is_where_the_run_stopped():
    passed = DeadlinePassed(candidate=CHURN, step="tests")
    late = stories.tell(stories.waiting_for_tests(), passed, timedelta(days=2))

    assert legs(late)["tests"].standing is Standing.STOPPED
    assert legs(late)["tests"].ended == travelled(late).ended == late.run.updated
    assert legs(late)["announcement"].standing is Standing.DONE


def test_a_step_that_cannot_be_carried_out_is_where_the_run_stopped():
    failed = StepFailed(candidate=CHURN, step="checks", remark="the repository is gone")
    record = stories.told(stories.started(), (stories.pushed(), failed))

    assert legs(record)["checks"].standing is Standing.STOPPED


def test_a_superseded_run_stops_nowhere():
    superseded = CommitSuperseded(candidate=CHURN, by="b" * 40)
    record = stories.tell(stories.waiting_for_tests(), superseded)

    assert Standing.STOPPED not in stands(record).values()
    assert travelled(record).ended == record.run.updated


def test_the_end_is_when_the_run_ended_and_not_when_its_people_were_told():
    record = stories.turned_away_by_the_gate()

    assert record.run.updated == travelled(record).ended + timedelta(minutes=3)


def test_a_wait_for_the_team_names_the_team():
    (hold,) = holds(stories.waiting_for_tests().run)

    assert (hold.wait.step, hold.wait.owner) == ("tests", Owner.MODEL_DEV)
    assert (hold.job, hold.asked, hold.agreed) == ("", (), ())


def test_a_wait_for_a_job_names_the_job():
    (hold,) = holds(stories.rule_based().run)

    assert (hold.wait.step, hold.job) == ("evaluation", "job-8")


@pytest.fixture
def two_of_three():
    """A run that wants two approvals for its only environment, and has asked three people."""
    prod = Environment(name="prod", quorum=2)
    waiting = stories.told(
        stories.started(policy=Policy(environments=(prod,))),
        (stories.pushed(), stories.tested(), stories.checked(), *stories.trained()),
    )
    people = (APPROVER, "lin@bank.example", "max@bank.example")
    asked = ApprovalRequested(
        candidate=CHURN, step="approval@prod", environment="prod", asked=people
    )
    return stories.told(waiting, (*stories.evaluated(), asked))


def test_a_wait_for_people_names_who_was_asked_and_who_has_agreed(two_of_three):
    record = stories.tell(two_of_three, stories.decision(two_of_three))

    (hold,) = holds(record.run)

    assert hold.asked == (APPROVER, "lin@bank.example", "max@bank.example")
    assert hold.agreed == (APPROVER,)


def test_nothing_holds_up_a_run_that_has_ended():
    assert holds(stories.released().run) == ()
