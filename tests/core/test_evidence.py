"""What makes evidence of a team's CI unbelievable, and what that keeps the model out of."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from shared.core import judgement
from shared.core.approvals import evidence_of
from shared.core.decisions import decide
from shared.core.doubts import doubts
from shared.core.evidence import Span, about_lint, about_tests, untimely
from shared.core.findings import Owner, Priority
from shared.core.messages import End
from shared.core.policy import Environment, Policy
from shared.core.road import road
from shared.core.standings import Standing, standings
from shared.core.waiting import stage, waits
from tests.builders import (
    CHECKED,
    DAY,
    EVALUATED,
    HOUR,
    LAX,
    LINT,
    LINTED,
    MINUTE,
    NOW,
    PUSHED,
    REPORT,
    TESTED,
    TRAINED,
    decided,
    heard,
    late,
    linted,
    new,
    promoted,
    reported,
    told,
)

WEEK = 7 * DAY
SPAN = Span(pushed=NOW, heard=NOW + HOUR, age=WEEK)
TST, QA, PROD = Policy().environments
STRICT = Policy(environments=(Environment(name="prod", blocks=Priority.ADVISED),))
SHADOWED = Policy(shadow={"lint": (NOW + DAY).date(), "tests": (NOW + DAY).date()})
LIE = "the totals say 9 of type error, and there are 0"


def before_prod(*news, policy=None):
    """A run that has come as far as the gate of prod, after the news."""
    run = heard(new(policy), PUSHED, CHECKED, TESTED, *news, TRAINED, EVALUATED)
    return heard(run, promoted("tst"), promoted("qa"))


@pytest.mark.parametrize(
    ("changes", "remarks"),
    [
        pytest.param({}, [], id="all is well, whatever pylint says"),
        pytest.param({"fatal": 1, "score": None}, [], id="nor does it matter how bad it is"),
        pytest.param({"modules": None}, [], id="the older form, with messages"),
        pytest.param({"remark": LIE}, [LIE], id="forged"),
        pytest.param({"at": None}, ["nobody says when pylint ran"], id="of no time"),
        pytest.param(
            {"at": NOW - WEEK - MINUTE, "remark": LIE},
            [
                LIE,
                "they are of 2026-11-13 08:59 UTC, more than 7 days before the push",
            ],
            id="forged, and stale",
        ),
    ],
)
def test_pylint_must_have_linted_something_of_this_commit_and_lately(changes, remarks):
    found = about_lint(replace(LINT, **changes), SPAN)

    assert [finding.remark for finding in found] == remarks
    assert {(one.check, one.priority, one.owner, one.standard) for one in found} <= {
        ("lint", Priority.ADVISED, Owner.MODEL_DEV, "R-050")
    }


@pytest.mark.parametrize(
    ("at", "words"),
    [
        pytest.param(None, "", id="of no time"),
        pytest.param(NOW, "", id="of now"),
        pytest.param(NOW - WEEK, "", id="as old as may be"),
        pytest.param(NOW - WEEK - MINUTE, "more than 7 days before the push", id="older"),
        pytest.param(NOW + 2 * HOUR, "", id="by a clock that is an hour ahead"),
        pytest.param(NOW + 2 * HOUR + MINUTE, "still to come", id="from the future"),
    ],
)
def test_evidence_is_fresh_for_a_while_before_its_push(at, words):
    said = untimely(at, SPAN)

    assert words in said
    assert bool(said) is bool(words)


def test_a_moment_is_told_in_utc_wherever_it_was_noted():
    tokyo = timezone(timedelta(hours=9))

    assert "2026-11-10 00:00 UTC" in untimely((NOW - 10 * DAY).replace(hour=9, tzinfo=tokyo), SPAN)


def test_short_patience_is_told_in_hours():
    assert "more than 6 hours before" in untimely(NOW - DAY, replace(SPAN, age=6 * HOUR))


def test_before_the_push_is_known_nothing_is_too_old():
    assert untimely(NOW - 9 * WEEK, Span(pushed=None, heard=None, age=WEEK)) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"doubt": "the totals say 10 tests, and there are 3"}, "say 10", id="forged"),
        pytest.param({"at": NOW - WEEK - MINUTE}, "before the push", id="stale"),
        pytest.param({"at": NOW + DAY}, "still to come", id="from the future"),
    ],
)
def test_test_results_that_cannot_be_believed_turn_a_run_away_at_once(changes, words):
    run = heard(new(), PUSHED, reported(**changes))

    (objection,) = judgement.tests_objections(run)

    assert (run.ending.end, run.ending.step) == (End.REJECTED, "tests")
    assert objection.startswith("test results: ")
    assert words in objection
    assert "(priority 1, Model Dev). run the unit tests in your CI" in objection


def test_in_shadow_doubtful_test_results_pass_and_bad_ones_do_not():
    doubtful = heard(new(SHADOWED), PUSHED, reported(doubt="another commit"))
    bad = heard(new(SHADOWED), PUSHED, reported(failures=1))
    later = heard(new(SHADOWED), PUSHED, reported(doubt="another commit"), at=NOW + DAY)

    assert doubtful.ending is None
    assert (bad.ending.step, later.ending.step) == ("tests", "tests")


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        pytest.param(80.0, "", id="just enough"),
        pytest.param(79.9, "79.9 % of the lines, where 80 % is asked", id="too little"),
        pytest.param(None, "no coverage is published", id="unknown"),
    ],
)
def test_where_coverage_is_asked_for_it_must_be_there_and_be_enough(coverage, words):
    run = heard(new(), PUSHED, CHECKED, reported(coverage=coverage), LINTED, TRAINED, EVALUATED)

    said = judgement.admission_objections(run, replace(TST, coverage=80.0))

    assert words in "".join(said)
    assert bool(said) is bool(words)
    assert judgement.admission_objections(run, TST) == ()


def test_coverage_is_in_shadow_with_the_tests():
    run = heard(new(SHADOWED), PUSHED, CHECKED, TESTED, TRAINED, EVALUATED)

    assert judgement.admission_objections(run, replace(TST, coverage=80.0)) == ()


@pytest.mark.parametrize(
    ("policy", "gate"),
    [
        pytest.param(Policy(), "gate@prod", id="priority 3 blocks in prod"),
        pytest.param(
            Policy(environments=(replace(TST, blocks=Priority.NICE), replace(QA, blocks=4))),
            "gate@tst",
            id="graver ones block already in tst",
        ),
        pytest.param(LAX, None, id="nowhere"),
    ],
)
def test_pylint_is_waited_for_before_the_first_gate_that_asks_for_it(policy, gate):
    asking = [step.name for step in road(policy) if "lint" in step.needs]

    assert asking == ([gate] if gate else [])
    assert ("lint" in {step.name for step in road(policy)}) is bool(gate)


def test_a_run_without_pylint_goes_on_to_the_gate_and_waits_there():
    run = before_prod()

    (wait,) = waits(run)

    assert (wait.step, wait.owner, wait.due) == ("lint", Owner.MODEL_DEV, NOW + DAY)
    assert wait.unlocks == "the team's CI publishes pylint's results for this commit as JSON"
    assert standings(run)["gate@prod"] is Standing.LATER


def test_pylint_that_comes_late_lets_it_pass():
    run = before_prod()

    assert [kind.__name__ for kind in told(run, LINTED)] == ["RequestApproval"]


def test_waiting_for_pylint_in_vain_ends_with_what_was_waited_for():
    (order, _) = decide(before_prod(), late("lint"), NOW + DAY)

    assert (order.ending.end, order.ending.step) == (End.EXPIRED, "lint")
    assert order.ending.reasons == (
        "waited in vain: the team's CI publishes pylint's results for this commit as JSON",
    )


def test_evidence_that_cannot_be_believed_stops_the_run_at_that_gate_and_not_before():
    run = heard(new(), PUSHED, CHECKED, TESTED, linted(remark=LIE), TRAINED, EVALUATED)
    assert run.ending is None

    run = heard(run, promoted("tst"), promoted("qa"))

    assert (run.ending.end, run.ending.step) == (End.REJECTED, "gate@prod")
    (reason,) = run.ending.reasons
    assert reason == (
        f"pylint's results: {LIE} (priority 3, Model Dev)."
        " run pylint in your CI for this very commit, and publish the JSON as it wrote it"
    )


def test_in_shadow_pylint_is_neither_waited_for_nor_judged():
    run = before_prod(policy=SHADOWED)

    assert standings(run)["lint"] is Standing.SKIPPED
    assert "approval@prod" in run.ordered
    assert "approval@prod" in before_prod(linted(remark=LIE), policy=SHADOWED).ordered


def test_later_evidence_takes_the_place_of_what_cannot_be_believed():
    run = heard(new(), PUSHED, linted(at=NOW - 30 * DAY), LINTED)

    assert run.linted == LINTED
    assert about_lint(run.linted.report, run.span("lint")) == ()


def test_evidence_that_holds_stands_whatever_comes_later():
    assert heard(new(), PUSHED, LINTED, linted(remark=LIE)).linted == LINTED


def test_evidence_that_a_gate_has_judged_is_not_replaced():
    run = before_prod(linted(remark=LIE), policy=SHADOWED)

    assert heard(run, LINTED).linted.report.remark == LIE


def test_an_end_that_bad_evidence_has_brought_is_not_explained_away():
    run = before_prod(linted(remark=LIE))

    later = heard(run, LINTED)

    assert later.linted.report.remark == LIE
    assert standings(later)["gate@prod"] is Standing.STOPPED


def test_what_was_heard_when_decides_and_not_what_happened_since():
    ahead = linted(at=NOW + 2 * HOUR)
    run = heard(heard(new(), PUSHED, ahead), TESTED, at=NOW + DAY)

    assert len(about_lint(run.linted.report, run.span("lint"))) == 1


def test_an_approval_is_bound_to_the_evidence_of_pylint_where_it_is_asked_for():
    without, with_lint = before_prod(), before_prod(LINTED)
    other = before_prod(linted(report="8" * 64))

    assert len({evidence_of(run, "prod") for run in (without, with_lint, other)}) == 3
    assert len({evidence_of(run, "qa") for run in (without, with_lint, other)}) == 1


def test_an_approval_given_while_pylint_was_missing_is_not_undone_by_it():
    asked = (replace(TST, quorum=1, role="release-manager"), PROD)
    run = heard(new(Policy(environments=asked)), PUSHED, CHECKED, TESTED, TRAINED, EVALUATED)
    run = heard(run, decided(run, environment="tst"))

    run = heard(run, LINTED)

    assert standings(run)["approval@tst"] is Standing.DONE


def test_a_run_stands_at_what_is_needed_first():
    training, at_the_gate = heard(new(), PUSHED, CHECKED, TESTED), before_prod()

    assert stage(training, waits(training)) == "training"
    assert stage(at_the_gate, waits(at_the_gate)) == "lint"


def test_every_doubt_about_the_evidence_is_shown_whether_or_not_it_counts_yet():
    environments = (replace(TST, coverage=50.0), replace(QA, coverage=90.0), PROD)
    policy = replace(SHADOWED, environments=environments)
    news = (reported(at=NOW - 9 * DAY, coverage=60.0), linted(remark="no module was linted"))

    found = doubts(heard(new(policy), PUSHED, *news))

    assert [(one.check, one.remark[:18]) for one in found] == [
        ("tests", "they are of 2026-1"),
        ("tests", "they run through 6"),
        ("lint", "no module was lint"),
    ]
    assert doubts(new()) == ()


def test_a_report_of_before_evidence_had_a_time_is_as_good_as_it_was():
    assert about_tests(REPORT, SPAN) == ()


def test_all_messages_of_pylint_are_counted_whatever_their_type():
    assert (
        replace(LINT, fatal=1, error=10, warning=100, refactor=1_000, convention=0).messages == 1111
    )
