"""What blocks now and what will block further on are told apart."""

import pytest

from shared.core.policy import Policy
from shared.core.verdict import ahead, verdict
from tests.builders import CHECKED, DAY, NOW, PUSHED, finding, heard, new, promoted

FOUND = tuple(finding(priority) for priority in range(1, 6))
REQUIRED, EXPECTED, ADVISED, NICE, OPTIONAL = FOUND


@pytest.mark.parametrize(
    ("environment", "now", "later"),
    [
        pytest.param(
            "tst", (REQUIRED,), {"qa": (EXPECTED,), "prod": (ADVISED,)}, id="at the first stop"
        ),
        pytest.param("qa", (REQUIRED, EXPECTED), {"prod": (ADVISED,)}, id="on the way"),
        pytest.param("prod", (REQUIRED, EXPECTED, ADVISED), {}, id="at the last stop"),
    ],
)
def test_findings_are_told_apart_by_what_they_keep_a_model_out_of(environment, now, later):
    found = verdict(FOUND, Policy(), environment, NOW)

    assert (found.now, found.later, found.advice) == (now, later, (NICE, OPTIONAL))
    assert (found.environment, found.shadow) == (environment, ())


def test_what_a_check_in_shadow_finds_blocks_from_its_date_on():
    policy = Policy(shadow={"readme": NOW.date() + DAY})

    before, after = (verdict(FOUND, policy, "tst", at) for at in (NOW, NOW + DAY))

    assert (before.now, before.later, before.shadow) == ((), {}, (REQUIRED, EXPECTED, ADVISED))
    assert (after.now, after.shadow) == ((REQUIRED,), ())


def test_an_environment_that_the_policy_does_not_know_is_no_question():
    with pytest.raises(KeyError):
        verdict(FOUND, Policy(), "moon", NOW)


def test_the_environment_ahead_is_the_first_one_that_has_no_champion_of_the_run():
    run = heard(new(), PUSHED, CHECKED)

    assert ahead(run) == "tst"
    assert ahead(heard(run, promoted("tst"))) == "qa"
    assert ahead(heard(run, *map(promoted, ("tst", "qa", "prod")))) == "prod"
