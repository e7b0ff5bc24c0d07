"""What must never have happened to a run is found, however it came about."""

from dataclasses import replace

import pytest

from shared.core.audit import breaches
from shared.core.findings import Priority
from shared.core.policy import Environment, Policy
from shared.core.run import evolve
from tests.builders import (
    ADA,
    CHECKED,
    EVALUATED,
    MODEL,
    NOW,
    PUBLISHED,
    PUSHED,
    ROSS,
    SCHEDULED,
    TESTED,
    TRAINED,
    approvable_run,
    decided,
    evaluated_run,
    finding,
    found,
    heard,
    new,
    promoted,
    reported,
    scored,
)

ONE = Policy(environments=(Environment(name="prod", blocks=Priority.EXPECTED, quorum=1),))
WAITING = approvable_run("prod")
VOICE = decided(WAITING)


def believed(*events, policy=ONE):
    """A run that was told all this and asked nothing."""
    run = new(policy)
    for event in events:
        run = evolve(run, event, NOW, ())
    return run


def test_a_run_that_kept_every_promise_has_broken_none():
    released = heard(WAITING, VOICE, promoted("prod"), PUBLISHED, SCHEDULED)

    assert released.ending.end == "released"
    assert list(breaches(released)) == []


@pytest.mark.parametrize(
    "run",
    [new(), heard(new(), PUSHED), evaluated_run(), heard(new(), PUSHED, found(finding(1)))],
    ids=["a new one", "a pushed one", "an evaluated one", "a rejected one"],
)
def test_a_run_that_was_never_promoted_has_broken_nothing(run):
    assert list(breaches(run)) == []


def promoted_with(*, instead=(), without=(), voices=(VOICE,)):
    """A run that was promoted to prod although something was not as it should be."""
    events = {
        "push": PUSHED,
        "checks": CHECKED,
        "tests": TESTED,
        "training": TRAINED,
        "evaluation": EVALUATED,
        **dict(instead),
    }
    run = believed(*(event for name, event in events.items() if name not in without))
    asked = replace(run, ordered={"approval@prod": NOW})
    for voice in voices:
        asked = evolve(asked, replace(voice, evidence=decided(asked).evidence), NOW, ())
    return evolve(asked, promoted("prod"), NOW, ())


def test_what_was_earned_breaks_nothing_even_if_nobody_asked_in_order():
    assert list(breaches(promoted_with())) == []


OTHER = replace(MODEL, digest="e" * 64)
BREACHES = {
    "unchecked": ({"without": ("checks",)}, "never judged"),
    "with a finding that blocks": (
        {"instead": {"checks": found(finding(2))}},
        "README.md: it says nothing (priority 2",
    ),
    "without a specification": (
        {"instead": {"checks": replace(CHECKED, spec=None)}},
        "model.yml could not be read",
    ),
    "untested": ({"without": ("tests",)}, "no test results"),
    "with a failing test": ({"instead": {"tests": reported(failures=1)}}, "1 failed"),
    "unevaluated": ({"without": ("evaluation",)}, "never evaluated"),
    "as another model than was trained": (
        {"instead": {"evaluation": replace(EVALUATED, model=OTHER)}},
        "not the model that was trained",
    ),
    "below its threshold": ({"instead": {"evaluation": scored(auc=0.5)}}, "auc: 0.5"),
    "unapproved": ({"voices": ()}, "1 approval(s) missing"),
    "approved by an author": ({"voices": (replace(VOICE, person=ADA),)}, "1 approval(s) missing"),
    "approved by somebody without the role": (
        {"voices": (replace(VOICE, person=ROSS, roles=()),)},
        "1 approval(s) missing",
    ),
    "refused": ({"voices": (replace(VOICE, approved=False),)}, "1 approval(s) missing"),
}


@pytest.mark.parametrize(("story", "breach"), BREACHES.values(), ids=BREACHES)
def test_a_model_that_was_promoted_without_having_earned_it_is_named(story, breach):
    told = list(breaches(promoted_with(**story)))

    assert any(breach in each for each in told)
    assert all(each.startswith("in prod: ") for each in told)


def test_every_environment_is_looked_at_by_its_own_measure():
    lax, strict = (Environment(name=name, quorum=n) for name, n in (("tst", 0), ("prod", 2)))
    policy = Policy(environments=(lax, strict))
    events = (PUSHED, CHECKED, TESTED, TRAINED, EVALUATED, promoted("tst"), promoted("prod"))

    assert list(breaches(believed(*events, policy=policy))) == [
        "in prod: promoted with 2 approval(s) missing"
    ]


def test_what_was_published_must_have_been_promoted_all_the_way():
    run = believed(PUSHED, CHECKED, TESTED, TRAINED, EVALUATED, PUBLISHED)

    assert list(breaches(run)) == ["published without having been promoted all the way"]
