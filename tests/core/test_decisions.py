"""Given where a run stands, when something happens, then this follows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.decisions import begins, decide
from shared.core.findings import Owner
from shared.core.messages import (
    CancelJob,
    End,
    ReportFindings,
    ReportStatus,
    RequestApproval,
    RunChecks,
    StartTraining,
    StatusReported,
    TellPeople,
)
from shared.core.policy import Policy
from shared.core.standings import Standing, standings
from shared.core.waiting import due, stage, waits
from tests.builders import (
    ADA,
    ANNOUNCED,
    CHECKED,
    CHURN,
    DAY,
    EVALUATED,
    HOUR,
    LAX,
    LINTED,
    MINUTE,
    MODEL,
    NOW,
    PUBLISHED,
    PUSHED,
    SCHEDULED,
    SUPERSEDED,
    TESTED,
    TOLD,
    TRAINED,
    approvable_run,
    asked,
    decided,
    evaluated_run,
    failed,
    finding,
    found,
    heard,
    late,
    lost,
    moves,
    new,
    promoted,
    reported,
    started,
    told,
)


def test_a_push_is_announced_on_the_commit_and_checked():
    assert told(new(), PUSHED) == [ReportStatus, RunChecks]


def test_test_results_wait_for_their_push():
    run = heard(new(), TESTED)

    assert told(new(), TESTED) == []
    assert [wait.step for wait in waits(run)] == ["push"]


def test_bad_test_results_wait_for_their_push_so_that_somebody_can_be_told():
    run = heard(new(), reported(failures=1))
    assert run.ending is None

    (order,) = moves(run, PUSHED, NOW)

    assert (order.ending.step, order.owners) == ("tests", (ADA,))


def test_training_waits_for_both_checks_and_tests():
    run = heard(new(), PUSHED)

    assert told(run, CHECKED) == []
    assert told(run, TESTED) == []
    assert told(heard(run, CHECKED), TESTED) == [StartTraining]
    assert told(heard(run, TESTED), CHECKED) == [StartTraining]


def test_a_job_that_was_started_is_noted_and_orders_nothing():
    run = heard(new(), PUSHED, TESTED, CHECKED)

    assert told(run, started("training")) == []
    assert heard(run, started("training")).jobs == {"training": "job-9"}


def test_the_first_answer_to_a_step_stands():
    run = heard(new(), PUSHED, CHECKED, found(finding(1)))

    assert run.checked == CHECKED
    assert run.ending is None


def test_a_commit_status_that_cannot_be_set_does_not_hold_the_run_up():
    run = heard(new(), PUSHED, failed("announcement"), TESTED)

    assert run.ending is None
    assert told(run, CHECKED) == [StartTraining]


def test_a_commit_status_that_is_never_confirmed_is_not_waited_for():
    run = heard(evaluated_run(LAX), promoted("prod"))

    assert [wait.step for wait in waits(run)] == ["publication"]
    assert heard(run, PUBLISHED, SCHEDULED).ending.end is End.RELEASED
    assert standings(run)["announcement"] is Standing.WAITING


@pytest.mark.parametrize(
    ("event", "can"),
    [
        pytest.param(PUSHED, True, id="a push"),
        pytest.param(TESTED, False, id="test results"),
        pytest.param(CHECKED, False, id="checks"),
        pytest.param(SUPERSEDED, False, id="a newer commit"),
        pytest.param(late("checks"), False, id="a deadline"),
        pytest.param(failed("checks"), False, id="a failure"),
    ],
)
def test_only_a_push_begins_a_run(event, can):
    assert begins(event) is can


CHECKING = heard(new(), PUSHED, TESTED)
TRAINING = heard(CHECKING, CHECKED)
ENDINGS = [
    pytest.param(CHECKING, found(finding(1)), End.REJECTED, Owner.MODEL_DEV, id="bad findings"),
    pytest.param(
        CHECKING, replace(CHECKED, spec=None), End.REJECTED, Owner.MODEL_DEV, id="no spec"
    ),
    pytest.param(CHECKING, failed("checks"), End.FAILED, Owner.GBI, id="checks that break"),
    pytest.param(
        TRAINING,
        failed("training", owner=Owner.MODEL_DEV),
        End.FAILED,
        Owner.MODEL_DEV,
        id="training that breaks",
    ),
    pytest.param(
        evaluated_run(LAX), failed("promotion@prod"), End.FAILED, Owner.GBI, id="promotion breaks"
    ),
    pytest.param(TRAINING, SUPERSEDED, End.SUPERSEDED, Owner.MODEL_DEV, id="a newer commit"),
    pytest.param(
        approvable_run("prod"),
        decided(approvable_run("prod"), approved=False),
        End.REFUSED,
        Owner.GBI,
        id="a refusal",
    ),
    pytest.param(
        heard(evaluated_run(LAX), promoted("prod"), PUBLISHED),
        SCHEDULED,
        End.RELEASED,
        Owner.MODEL_DEV,
        id="scheduling",
    ),
]


@pytest.mark.parametrize(("run", "event", "end", "owner"), ENDINGS)
def test_an_end_is_told_with_its_reasons_its_owner_and_a_remedy(run, event, end, owner):
    (order,) = moves(run, event, NOW)

    assert isinstance(order, TellPeople)
    assert (order.step, order.ending.end, order.ending.owner) == ("people", end, owner)
    assert order.ending.reasons
    assert order.ending.remedy


@pytest.mark.parametrize(("run", "event", "end", "owner"), ENDINGS)
def test_nothing_follows_once_a_run_has_ended(run, event, end, owner):
    ended = heard(run, event)

    for later in (PUSHED, CHECKED, TRAINED, SUPERSEDED, failed("checks"), late("training"), TOLD):
        assert decide(ended, later, NOW + DAY) == ()
        assert heard(ended, later).ending == ended.ending
    assert (waits(ended), due(waits(ended)), stage(ended, waits(ended))) == ((), None, end)


def test_the_owners_of_the_model_are_told_once_they_are_known():
    (order,) = moves(CHECKING, found(finding(1)), NOW)

    assert order.owners == ("owners@bank.example",)


@pytest.mark.parametrize("spec", [None, replace(CHECKED.spec, owners=())])
def test_the_authors_are_told_where_nobody_says_who_owns_the_model(spec):
    (order,) = moves(CHECKING, found(finding(1), spec=spec), NOW)

    assert order.owners == (ADA,)


def test_nobody_is_told_where_nobody_pushed():
    run = heard(new(), TESTED)

    (order,) = moves(run, late("push"), NOW + DAY)

    assert (order.ending.end, order.owners) == (End.EXPIRED, ())


def test_a_failure_keeps_the_remedy_it_came_with():
    (order,) = moves(TRAINING, failed("training", remedy="ask for a bigger cluster"), NOW)

    assert order.ending.reasons == ("out of memory",)
    assert order.ending.remedy == "ask for a bigger cluster"


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(failed("checks"), id="of a step that has succeeded"),
        pytest.param(failed("people"), id="of a step that is not on the road"),
        pytest.param(failed("announcement"), id="of a step that is not vital"),
    ],
)
def test_some_failures_do_not_end_a_run(event):
    assert decide(TRAINING, event, NOW) == ()
    assert heard(TRAINING, event).ending is None


DEADLINES = [
    pytest.param(new(), "push", DAY, id="push"),
    pytest.param(heard(new(), PUSHED), "checks", 15 * MINUTE, id="checks"),
    pytest.param(heard(new(), PUSHED), "tests", DAY, id="tests"),
    pytest.param(TRAINING, "training", DAY, id="training"),
    pytest.param(heard(TRAINING, TRAINED), "evaluation", 6 * HOUR, id="evaluation"),
    pytest.param(evaluated_run(), "promotion@tst", HOUR, id="promotion"),
    pytest.param(approvable_run("prod"), "approval@prod", 7 * DAY, id="approval"),
    pytest.param(
        heard(evaluated_run(LAX), promoted("prod")), "publication", HOUR, id="publication"
    ),
]


@pytest.mark.parametrize(("run", "step", "patience"), DEADLINES[1:])
def test_every_wait_has_a_deadline_and_ends_by_it(run, step, patience):
    (order,) = moves(run, late(step), NOW + patience)

    assert (order.ending.end, order.ending.step) == (End.EXPIRED, step)
    assert order.ending.reasons[0].startswith("waited in vain: ")


@pytest.mark.parametrize(("run", "step", "patience"), DEADLINES)
def test_a_deadline_that_comes_too_early_is_ignored(run, step, patience):
    assert decide(run, late(step), NOW + patience - timedelta(microseconds=1)) == ()


def test_a_deadline_of_a_step_that_was_answered_is_ignored():
    assert decide(TRAINING, late("checks"), NOW + DAY) == ()


def test_a_deadline_of_a_step_that_nobody_knows_is_ignored():
    assert decide(TRAINING, late("lunch"), NOW + DAY) == ()


def test_nothing_is_due_before_anything_has_happened():
    assert due(waits(new())) is None
    assert stage(new(), waits(new())) == "push"


def test_the_first_of_several_deadlines_counts():
    run = heard(new(), PUSHED)

    assert [wait.step for wait in waits(run)] == ["checks", "tests", "lint"]
    assert due(waits(run)) == NOW + 15 * MINUTE


def test_a_wait_says_for_whom_since_when_and_what_unlocks_it():
    run = heard(evaluated_run(), promoted("tst"), at=NOW + HOUR)
    run = heard(run, promoted("qa"), asked("prod"), at=NOW + 2 * HOUR)

    (wait,) = waits(run)

    assert (wait.step, wait.owner, wait.since) == ("approval@prod", Owner.GBI, NOW + 2 * HOUR)
    assert wait.due == NOW + 2 * HOUR + 7 * DAY
    assert wait.unlocks == "1 in the role release-manager approve, on the page"


def test_deadlines_are_those_of_the_policy_the_run_began_with():
    run = heard(new(Policy(deadlines={"checks": HOUR})), PUSHED)

    assert due(waits(run)) == NOW + HOUR


@pytest.mark.parametrize(
    ("run", "word"),
    [
        pytest.param(heard(new(), PUSHED), "checks", id="the first step waited for"),
        pytest.param(approvable_run("qa", "prod"), "approval@qa", id="an approval"),
        pytest.param(heard(TRAINING, SUPERSEDED), "superseded", id="an end"),
        pytest.param(
            replace(heard(TRAINING, LINTED), ordered={}), "beginning", id="nothing ordered yet"
        ),
    ],
)
def test_where_a_run_stands_is_told_in_a_word(run, word):
    assert stage(run, waits(run)) == word


def test_a_run_that_waits_for_approval_is_superseded_by_a_newer_commit():
    (order,) = moves(approvable_run("prod"), SUPERSEDED, NOW)

    assert order.ending.end is End.SUPERSEDED
    assert order.ending.reasons == ("the branch moved on to beefbeefbeef",)


def test_a_model_that_is_being_released_is_not_called_back_by_a_newer_commit():
    run = evaluated_run(LAX)

    assert decide(run, SUPERSEDED, NOW) == ()
    assert heard(run, SUPERSEDED, promoted("prod"), PUBLISHED, SCHEDULED).ending.end is End.RELEASED


@pytest.mark.parametrize(
    ("run", "event", "reason"),
    [
        pytest.param(
            CHECKING,
            StatusReported(candidate=CHURN, step="checks"),
            "StatusReported came where ChecksCompleted belongs",
            id="checks",
        ),
        pytest.param(
            TRAINING,
            replace(EVALUATED, step="training"),
            "ModelEvaluated came where ModelTrained belongs",
            id="a training job that says it was the evaluation",
        ),
        pytest.param(
            heard(TRAINING, TRAINED),
            replace(TRAINED, step="evaluation"),
            "ModelTrained came where ModelEvaluated belongs",
            id="an evaluation job that says it was the training",
        ),
        pytest.param(
            evaluated_run(LAX),
            replace(ANNOUNCED, step="promotion@prod"),
            "StatusReported came where ModelPromoted belongs",
            id="promotion",
        ),
    ],
)
def test_an_answer_of_the_wrong_kind_never_lets_a_run_pass(run, event, reason):
    (order,) = moves(run, event, NOW)

    assert order.ending.end is End.REJECTED
    assert order.ending.reasons == (reason,)


def test_a_model_that_is_not_the_trained_one_is_turned_away():
    run = heard(TRAINING, TRAINED)
    other = replace(EVALUATED, model=replace(MODEL, digest="0" * 64))

    (order,) = moves(run, other, NOW)

    assert order.ending.reasons == (
        "the model that was evaluated is not the model that was trained",
    )


def test_the_approvers_are_asked_about_what_they_will_be_shown():
    run = heard(evaluated_run(), promoted("tst"))

    (order,) = moves(run, promoted("qa"), NOW)

    assert isinstance(order, RequestApproval)
    assert order.evidence == decided(run).evidence
    assert order.expires == NOW + 7 * DAY


def test_a_step_that_a_newer_release_put_into_the_road_is_ordered_at_the_next_event():
    before = replace(TRAINING, ordered={"announcement": NOW, "checks": NOW})

    assert told(before, ANNOUNCED) == [StartTraining]


def test_the_job_of_a_run_that_ends_is_stopped():
    running = heard(TRAINING, started("training"))

    assert told(running, SUPERSEDED) == [TellPeople, CancelJob]


def test_a_job_that_was_started_too_late_is_stopped():
    ended = heard(TRAINING, SUPERSEDED)

    assert told(ended, started("training")) == [CancelJob]


def test_the_job_of_a_step_that_fails_is_stopped_for_it_may_run_on():
    running = heard(TRAINING, started("training"))

    assert told(running, failed("training")) == [TellPeople, CancelJob]
    assert told(heard(TRAINING, failed("training")), started("training")) == [CancelJob]


def test_a_job_that_was_heard_of_is_left_alone():
    trained = heard(TRAINING, started("training"), TRAINED)

    assert told(trained, SUPERSEDED) == [TellPeople]


@pytest.mark.parametrize(
    ("pusher", "told"),
    [
        pytest.param(ADA, (ADA,), id="an address"),
        pytest.param("ada", (), id="a name that no letter reaches"),
    ],
)
def test_where_nobody_knows_the_authors_whoever_pushed_is_told(pusher, told):
    push = replace(PUSHED.push, pusher=pusher)
    pushed = replace(PUSHED, push=push, authors=())

    [farewell] = moves(heard(new(), pushed), replace(CHECKED, spec=None), NOW)

    assert farewell.owners == told


def test_a_job_that_was_lost_is_followed_by_another_one():
    run = heard(TRAINING, started("training"))

    (order,) = decide(run, lost("training"), NOW)

    assert isinstance(order, StartTraining)
    assert (order.attempt, order.bundle) == (2, CHECKED.bundle)


def test_a_job_that_was_lost_works_on_its_step_no_more():
    run = heard(TRAINING, started("training"), lost("training"), started("training"))

    assert (run.jobs, run.lost) == ({}, {"training": ("job-9",)})
    assert heard(run, started("training", "job-10")).jobs == {"training": "job-10"}


def test_hearing_twice_that_a_job_was_lost_does_not_make_it_two():
    run = heard(TRAINING, started("training"), lost("training"))

    assert decide(run, lost("training"), NOW) == ()


@pytest.mark.parametrize(
    "word", [started("training"), replace(TRAINED, job="job-9"), lost("training")]
)
def test_a_job_that_was_lost_has_no_say_any_more(word):
    run = heard(TRAINING, started("training"), lost("training"), started("training", "job-10"))

    assert decide(run, word, NOW) == ()
    assert heard(run, word) == run


def test_a_second_job_has_as_much_time_as_the_first_and_is_stopped_when_that_is_over():
    lost_at = NOW + 20 * HOUR
    run = heard(heard(TRAINING, started("training")), lost("training"), at=lost_at)
    run = heard(run, started("training", "job-10"), at=lost_at)

    assert decide(run, late("training"), NOW + DAY) == ()
    (farewell, stop) = moves(run, late("training"), lost_at + DAY)

    assert farewell.ending.end is End.EXPIRED
    assert (type(stop), stop.job) == (CancelJob, "job-10")


def test_a_second_job_that_starts_after_the_deadline_is_stopped():
    run = heard(TRAINING, started("training"), lost("training"))
    ended = heard(run, late("training"), at=NOW + DAY)

    (stop,) = decide(ended, started("training", "job-10"), NOW + DAY)

    assert (type(stop), stop.job) == (CancelJob, "job-10")
    assert decide(ended, started("training"), NOW + DAY) == ()


def test_a_job_that_is_lost_after_its_step_was_answered_is_not_followed_by_another():
    run = heard(TRAINING, TRAINED)

    assert decide(run, lost("training"), NOW) == ()


def test_a_run_whose_jobs_are_lost_again_and_again_fails_and_the_platform_team_is_told():
    run = heard(TRAINING, lost("training", "job-1"), lost("training", "job-2"))

    (order,) = moves(run, lost("training", "job-3"), NOW)

    assert (order.ending.end, order.ending.owner) == (End.FAILED, Owner.GBI)
    assert order.ending.reasons == (
        "3 jobs were lost, the last one so: the cloud: no machines left",
    )


def test_a_lost_job_of_a_run_that_has_ended_is_followed_by_nothing():
    assert decide(heard(TRAINING, SUPERSEDED), lost("training"), NOW) == ()


def test_how_a_run_has_ended_is_shown_where_its_findings_are():
    (_, shown) = decide(CHECKING, found(finding(1)), NOW)

    assert (type(shown), shown.step, shown.ref) == (ReportFindings, "conclusion", "refs/heads/main")


def test_there_is_nothing_to_show_of_a_run_that_ends_before_it_was_judged():
    assert [type(order) for order in decide(heard(new(), PUSHED), SUPERSEDED, NOW)] == [TellPeople]
