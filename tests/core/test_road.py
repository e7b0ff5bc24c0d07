"""The road as a table: what stands where, what is skipped, who is asked, who is held up where."""

from dataclasses import replace

import pytest

from shared.core.decisions import decide
from shared.core.findings import Owner
from shared.core.messages import End, PromoteModel, PublishModel, StartEvaluation, StartTraining
from shared.core.policy import Environment, Policy
from shared.core.road import road
from shared.core.spec import ModelType
from shared.core.standings import Standing, standings
from tests.builders import (
    AUC,
    CHECKED,
    EVALUATED,
    LAX,
    LINTED,
    MODEL,
    NOW,
    PUSHED,
    RULES,
    SPEC,
    TESTED,
    TRAINED,
    answers_to,
    decided,
    evaluated_run,
    finding,
    found,
    heard,
    moves,
    new,
    promoted,
    scored,
    told,
)

POLICIES = [
    pytest.param(Policy(), id="three environments"),
    pytest.param(LAX, id="one environment without approval"),
    pytest.param(
        Policy(environments=tuple(Environment(name=name, quorum=2) for name in ("tst", "prod"))),
        id="two environments with approvals",
    ),
]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_step_stands_below_what_it_needs(policy):
    names = [step.name for step in road(policy)]

    assert len(set(names)) == len(names)
    assert all(set(step.needs) <= set(names[:at]) for at, step in enumerate(road(policy)))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_step_has_an_owner_and_says_what_unlocks_it(policy):
    assert all(step.owner in Owner and step.unlocks for step in road(policy))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_step_that_can_end_a_run_says_what_to_do_about_it(policy):
    assert [step.name for step in road(policy) if step.vital and not step.remedy] == []


@pytest.mark.parametrize("policy", POLICIES)
def test_every_step_knows_its_answer_unless_what_is_known_decides(policy):
    assert [step.name for step in road(policy) if step.judged is (step.answer is not None)] == []


def test_the_default_road_leads_through_every_environment_in_turn():
    assert [step.name for step in road(Policy())] == [
        "push",
        "announcement",
        "checks",
        "findings",
        "tests",
        "lint",
        "training",
        "evaluation",
        *("gate@tst", "approval@tst", "promotion@tst"),
        *("gate@qa", "approval@qa", "promotion@qa"),
        *("gate@prod", "approval@prod", "promotion@prod"),
        "publication",
        "scheduling",
    ]


def walked(policy, spec=SPEC):
    """The steps that were ordered on the whole way, and the run at its end."""
    run, waiting, ordered = new(policy), [PUSHED, TESTED, LINTED], []
    while waiting:
        event = waiting.pop(0)
        for order in decide(run, event, NOW):
            voices = (decided(run),)
            ordered.append(order)
            waiting += answers_to(order, spec=spec, voices=voices)
        run = heard(run, event)
    return ordered, run


@pytest.mark.parametrize("policy", POLICIES[:2])
def test_every_order_names_the_step_that_it_is(policy):
    ordered, run = walked(policy)
    expected = {step.name for step in road(policy) if step.order and not step.unless(run)}

    assert {order.step for order in ordered} == {*expected, "people", "conclusion"}
    assert run.ending.end is End.RELEASED


def test_environments_are_entered_in_their_order():
    ordered, _ = walked(Policy())

    stops = [order.environment for order in ordered if isinstance(order, PromoteModel)]

    assert stops == ["tst", "qa", "prod"]


def test_a_rule_based_model_is_released_without_training():
    ordered, run = walked(LAX, spec=RULES)

    assert StartTraining not in map(type, ordered)
    assert standings(run)["training"] is Standing.SKIPPED
    assert run.ending.end is End.RELEASED


def test_the_rules_themselves_are_evaluated_where_nothing_is_trained():
    run = heard(new(), PUSHED, TESTED)

    orders = moves(run, replace(CHECKED, spec=RULES), NOW)

    assert [(type(order), order.model) for order in orders] == [(StartEvaluation, None)]


@pytest.mark.parametrize("kind", [ModelType.SUPERVISED, ModelType.UNSUPERVISED])
def test_a_learned_model_is_trained_from_what_was_checked(kind):
    run = heard(new(), PUSHED, TESTED)

    (order,) = moves(run, replace(CHECKED, spec=replace(SPEC, model_type=kind)), NOW)

    assert isinstance(order, StartTraining)
    assert order.bundle == CHECKED.bundle


def test_what_was_trained_is_what_is_evaluated_beside_every_environment():
    run = heard(new(), PUSHED, TESTED, CHECKED)

    (order,) = moves(run, TRAINED, NOW)

    assert (order.model, order.bundle) == (MODEL, CHECKED.bundle)
    assert order.environments == ("tst", "qa", "prod")


def test_nothing_is_published_without_an_artefact_repository():
    spec = replace(SPEC, artifactory_repository_model="")

    ordered, run = walked(LAX, spec=spec)

    assert PublishModel not in map(type, ordered)
    assert standings(run)["publication"] is Standing.SKIPPED
    assert run.ending.end is End.RELEASED


def test_the_version_of_the_last_environment_is_published():
    run = evaluated_run(LAX)

    (order,) = moves(run, promoted("prod"), NOW)

    assert (order.version, order.target, order.model) == ("8", "models-retail", MODEL)


def test_nobody_is_asked_where_no_approval_is_wanted():
    run = evaluated_run(LAX)

    assert standings(run)["approval@prod"] is Standing.SKIPPED
    assert "promotion@prod" in run.ordered


@pytest.mark.parametrize(
    ("priority", "stopped_at"),
    [
        pytest.param(1, "checks", id="what is required stops before anything runs"),
        pytest.param(2, "gate@qa", id="what is expected stops before qa"),
        pytest.param(3, "gate@prod", id="what is advised stops before prod"),
        pytest.param(4, None, id="what is nice stops nowhere"),
        pytest.param(5, None, id="what is optional stops nowhere"),
    ],
)
def test_strictness_rises_along_the_road(priority, stopped_at):
    run = evaluated_run(checked=found(finding(priority)))

    run = heard(run, promoted("tst"), promoted("qa"))

    assert (run.ending.step if run.ending else None) == stopped_at


def test_a_priority_2_finding_passes_tst_and_stops_at_qa():
    run = evaluated_run(checked=found(finding(2)))
    assert "promotion@tst" in run.ordered

    run = heard(run, promoted("tst"))

    assert run.ending.end is End.REJECTED
    assert run.ending.step == "gate@qa"
    assert "README.md: it says nothing" in run.ending.reasons[0]


def test_figures_good_enough_for_tst_may_not_be_for_qa():
    strict = (AUC, replace(AUC, threshold=0.9, environment="qa"))
    run = evaluated_run(checked=replace(CHECKED, spec=replace(SPEC, thresholds=strict)))

    run = heard(run, promoted("tst"))

    assert run.ending.step == "gate@qa"
    assert run.ending.reasons == ("auc: 0.85, where at least 0.9 is asked",)


def test_a_model_that_fails_a_gate_is_promoted_nowhere():
    run = heard(new(), PUSHED, TESTED, CHECKED, TRAINED)

    (order,) = moves(run, scored(auc=0.7), NOW)

    assert (order.ending.end, order.ending.step) == (End.REJECTED, "gate@tst")
    assert order.ending.owner is Owner.MODEL_DEV


def test_promotion_carries_the_figures_and_who_approved_what():
    run = evaluated_run(Policy(environments=(Environment(name="prod", quorum=1),)))
    approval = decided(run)

    (order,) = moves(run, approval, NOW)

    assert (order.model, order.metrics) == (MODEL, EVALUATED.metrics)
    assert order.approvals == (approval.person,)
    assert order.evidence == approval.evidence


def test_the_approval_is_asked_for_after_the_gate_and_before_the_promotion():
    run = evaluated_run()
    run = heard(run, promoted("tst"))

    assert [kind.__name__ for kind in told(run, promoted("qa"))] == ["RequestApproval"]
