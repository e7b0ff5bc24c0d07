"""How strict the platform is by default, and what it refuses to be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.findings import Priority
from shared.core.policy import DEFAULT_DEADLINES, Environment, Policy
from shared.core.road import road
from tests.builders import HOUR


def test_the_default_funnel_narrows_towards_production():
    stops = Policy().environments

    assert [(stop.name, stop.blocks, stop.quorum) for stop in stops] == [
        ("tst", Priority.REQUIRED, 0),
        ("qa", Priority.EXPECTED, 0),
        ("prod", Priority.ADVISED, 1),
    ]


def test_an_environment_is_found_by_its_name():
    assert Policy().environment("qa").blocks is Priority.EXPECTED
    assert Policy().names == ("tst", "qa", "prod")
    with pytest.raises(KeyError):
        Policy().environment("moon")


def test_every_step_that_is_waited_for_has_a_deadline():
    policy = Policy(deadlines={"training": HOUR})

    waited_for = [step.name for step in road(policy) if step.vital and not step.judged]

    assert all(policy.patience(name) > timedelta() for name in waited_for)


def test_a_deadline_that_is_given_leaves_the_others_as_they_are():
    policy = Policy(deadlines={"training": HOUR})

    assert policy.patience("training") == HOUR
    assert policy.patience("checks") == DEFAULT_DEADLINES["checks"]


def test_the_same_patience_holds_in_every_environment():
    assert Policy().patience("approval@qa") == Policy().patience("approval@prod")


PROD = Environment(name="prod", blocks=Priority.ADVISED)


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        pytest.param({"environments": ()}, "at least one", id="nowhere to go"),
        pytest.param(
            {"environments": (PROD, PROD)}, "a name of its own", id="the same place twice"
        ),
        pytest.param(
            {"environments": (PROD, Environment(name="qa"))},
            "qa lets pass what prod does not",
            id="strictness that falls",
        ),
        pytest.param(
            {"environments": (replace(PROD, name="a@b"),)}, "'a@b' is no name", id="a name with @"
        ),
        pytest.param(
            {"environments": (replace(PROD, name="production-of-the-bank"),)},
            "is no name",
            id="a name too long for the ids of messages",
        ),
        pytest.param(
            {"environments": (replace(PROD, quorum=-1),)}, "asks for -1", id="less than nobody"
        ),
        pytest.param(
            {"environments": (replace(PROD, coverage=101.0),)}, "no percentage", id="a coverage"
        ),
        pytest.param(
            {"evidence_age": timedelta(seconds=-1)}, "cannot be younger", id="evidence of tomorrow"
        ),
        pytest.param({"deadlines": {"lunch": HOUR}}, "'lunch' is none of", id="an unknown step"),
        pytest.param(
            {"deadlines": {"checks": timedelta()}}, "over before it has begun", id="no time at all"
        ),
    ],
)
def test_a_policy_that_could_not_work_is_refused_with_what_is_wrong(changes, remark):
    with pytest.raises(ValueError, match=remark):
        Policy(**changes)


def test_all_faults_of_a_policy_are_told_at_once():
    with pytest.raises(ValueError, match="asks for -1.*'lunch' is none of"):
        Policy(environments=(replace(PROD, quorum=-1),), deadlines={"lunch": HOUR})
