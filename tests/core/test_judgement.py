"""What speaks against a run at each step; silence lets it pass."""

from dataclasses import replace

import pytest

from shared.core import judgement
from shared.core.findings import Owner
from shared.core.policy import Environment, Policy
from shared.core.spec import Threshold
from tests.builders import (
    AUC,
    CHECKED,
    DAY,
    EVALUATED,
    MODEL,
    NOW,
    PUSHED,
    RULES,
    SPEC,
    TESTED,
    TRAINED,
    champion,
    evaluated_run,
    finding,
    found,
    heard,
    new,
    reported,
    scored,
)

TST, QA, PROD = Policy().environments


@pytest.mark.parametrize(
    ("counts", "objections"),
    [
        pytest.param({}, (), id="all pass"),
        pytest.param({"tests": 5, "skipped": 4}, (), id="one of them is enough"),
        pytest.param({"failures": 1}, ("1 failed and 0 broke of 3 unit tests",), id="one fails"),
        pytest.param({"errors": 2}, ("0 failed and 2 broke of 3 unit tests",), id="two break"),
        pytest.param({"tests": 0}, ("no unit test was executed",), id="there are none"),
        pytest.param({"skipped": 3}, ("no unit test was executed",), id="all are skipped"),
        pytest.param(
            {"tests": 0, "remark": "the workflow ended in failure"},
            ("the workflow ended in failure",),
            id="CI never came to count",
        ),
        pytest.param({"skipped": 9}, ("no unit test was executed",), id="more skipped than there"),
    ],
)
def test_unit_tests_must_have_run_and_passed(counts, objections):
    assert judgement.tests_objections(heard(new(), PUSHED, reported(**counts))) == objections


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        pytest.param(judgement.checks_objections, "the repository was never judged", id="checks"),
        pytest.param(judgement.tests_objections, "no test results were published", id="tests"),
        pytest.param(
            judgement.evaluation_objections, "the model was never evaluated", id="evaluation"
        ),
    ],
)
def test_what_is_not_known_speaks_against_a_run(question, remark):
    assert question(new()) == (remark,)


def test_a_repository_without_findings_passes_the_checks():
    assert judgement.checks_objections(heard(new(), PUSHED, CHECKED)) == ()


def test_the_checks_hold_back_what_the_first_environment_does_not_allow():
    run = heard(new(), PUSHED, found(finding(1), finding(2)))

    assert judgement.checks_objections(run) == (
        "README.md: it says nothing (priority 1, Model Dev). Say what the model is for.",
    )


def test_a_model_file_nobody_can_read_holds_a_run_back_even_without_findings():
    run = heard(new(), PUSHED, replace(CHECKED, spec=None))

    assert judgement.checks_objections(run) == ("model.yml could not be read",)


@pytest.mark.parametrize("findings", [(), (finding(1),)], ids=["alone", "beside a finding"])
def test_a_run_that_began_under_another_name_than_its_models_does_not_go_on(findings):
    misnamed = found(*findings, spec=replace(SPEC, model_name="debt"))

    objections = judgement.checks_objections(heard(new(), PUSHED, misnamed))

    assert len(objections) == len(findings) + 1
    assert objections[-1] == ("model.yml names debt, and the run began as churn: push a new commit")


def test_the_findings_about_a_model_file_say_it_better():
    run = heard(new(), PUSHED, found(finding(1, path="model.yml", line=3), spec=None))

    (objection,) = judgement.checks_objections(run)

    assert objection.startswith("model.yml:3: it says nothing")


def test_a_finding_names_its_place_its_owner_and_the_remedy():
    (objection,) = judgement.blocking(
        heard(new(), PUSHED, found(finding(1, line=4, owner=Owner.GBI))), TST
    )

    assert objection == (
        "README.md:4: it says nothing (priority 1, GBI). Say what the model is for."
    )


def test_many_findings_are_counted_after_the_gravest_few():
    objections = judgement.blocking(heard(new(), PUSHED, found(*[finding(1)] * 8, finding(4))), TST)

    assert len(objections) == 6
    assert objections[-1] == "and 3 more"


def test_findings_that_were_counted_and_not_spelled_out_still_block():
    run = heard(new(), PUSHED, replace(CHECKED, counts={1: 0, 2: 4}))

    assert judgement.blocking(run, TST) == ()
    assert judgement.blocking(run, QA) == ("and 4 more",)


def test_what_a_check_in_shadow_finds_is_shown_and_keeps_nobody_out():
    shadowed = Policy(shadow={"readme": NOW.date() + DAY})
    checked = replace(
        found(finding(1), finding(1, check="score")), tally={"readme": {1: 3}, "score": {1: 2}}
    )

    before = judgement.blocking(heard(new(shadowed), PUSHED, checked), TST)
    after = judgement.blocking(heard(new(shadowed), PUSHED, checked, at=NOW + DAY), TST)

    assert (len(before), before[-1]) == (2, "and 1 more")
    assert (len(after), after[-1]) == (3, "and 3 more")


def test_nothing_blocks_before_the_checks_have_spoken():
    assert judgement.blocking(new(), TST) == ()


def test_an_environment_admits_a_model_with_good_figures():
    assert judgement.admission_objections(evaluated_run(), TST) == ()


def test_an_environment_names_every_objection_at_once():
    rules = (AUC, Threshold(metric="loss", greater_is_better=False, threshold=0.1))
    checked = found(finding(2), spec=replace(SPEC, thresholds=rules))
    run = evaluated_run(checked=checked, evaluated=scored(auc=0.5, loss=0.5))

    assert [text.split(":")[0] for text in judgement.admission_objections(run, QA)] == [
        "README.md",
        "auc",
        "loss",
    ]


@pytest.mark.parametrize(
    ("thresholds", "champions"),
    [
        pytest.param((), {}, id="none is declared"),
        pytest.param((replace(AUC, environment="prod"),), {}, id="only for another environment"),
        pytest.param((replace(AUC, threshold=None),), {}, id="only beside a champion, and none"),
    ],
)
def test_a_model_that_nothing_is_asked_of_is_not_admitted(thresholds, champions):
    checked = replace(CHECKED, spec=replace(SPEC, thresholds=thresholds))
    run = evaluated_run(checked=checked, evaluated=scored(champions, auc=0.99))

    assert judgement.admission_objections(run, TST) == (
        "no threshold applies, so nothing says what is good enough",
    )


def test_a_champion_is_measure_enough():
    relative = replace(SPEC, thresholds=(replace(AUC, threshold=None),))
    run = evaluated_run(
        checked=replace(CHECKED, spec=relative),
        evaluated=scored({"tst": champion(auc=0.9)}, auc=0.9),
    )

    assert judgement.admission_objections(run, TST) == ()


def test_nothing_is_admitted_that_was_not_evaluated():
    run = heard(new(), PUSHED, CHECKED, TESTED, TRAINED)

    assert judgement.comparisons_for(run, TST) == ()
    assert judgement.admission_objections(run, TST)
    assert judgement.admission_objections(new(), TST)


def test_each_environment_has_its_own_champion():
    evaluated = scored({"prod": champion(auc=0.9)}, auc=0.85)
    run = evaluated_run(evaluated=evaluated)

    assert judgement.admission_objections(run, QA) == ()
    assert "beside the champion's 0.9" in judgement.admission_objections(run, PROD)[0]


@pytest.mark.parametrize("own", [(), (replace(AUC, threshold=0.1),)], ids=["silent", "lower"])
def test_the_platforms_floor_cannot_be_lowered_by_a_model_file(own):
    floor = Environment(name="prod", thresholds=(replace(AUC, threshold=0.9),))
    checked = replace(CHECKED, spec=replace(SPEC, thresholds=own))
    run = evaluated_run(Policy(environments=(floor,)), checked=checked)

    assert judgement.admission_objections(run, floor) == ("auc: 0.85, where at least 0.9 is asked",)


def test_a_model_file_can_raise_the_platforms_floor():
    floor = Environment(name="prod", thresholds=(replace(AUC, threshold=0.1),))
    run = evaluated_run(Policy(environments=(floor,)), evaluated=scored(auc=0.5))

    assert judgement.admission_objections(run, floor) == ("auc: 0.5, where at least 0.8 is asked",)


def test_what_is_evaluated_must_be_what_was_trained():
    other = replace(EVALUATED, model=replace(MODEL, digest="0" * 64))

    assert judgement.evaluation_objections(evaluated_run()) == ()
    assert judgement.evaluation_objections(evaluated_run(evaluated=other)) == (
        "the model that was evaluated is not the model that was trained",
    )


def test_rules_are_evaluated_as_they_are():
    run = heard(new(), PUSHED, TESTED, replace(CHECKED, spec=RULES), EVALUATED)

    assert judgement.evaluation_objections(run) == ()
