"""Whose word counts, and when an environment is approved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.approvals import approvers, evidence_of, objection, refusals, request, weighed
from shared.core.decisions import decide
from shared.core.messages import End, PromoteModel
from shared.core.policy import Environment, Policy
from shared.core.waiting import stage, waits
from tests.builders import (
    ADA,
    CHECKED,
    DAY,
    EVALUATED,
    NOW,
    PUSHED,
    RITA,
    ROSS,
    SUPERSEDED,
    TESTED,
    TRAINED,
    approvable_run,
    champion,
    decided,
    evaluated_run,
    failed,
    finding,
    found,
    heard,
    moves,
    new,
    promoted,
    scored,
    told,
)

RUN = approvable_run("prod")
COVERED = replace(Policy().environment("prod"), coverage=80.0)
OF_TWO = approvable_run("prod", quorum=2)
SECOND = timedelta(seconds=1)
MANY = replace(PUSHED, authors=(ADA, "Bob@Bank.Example"))
OF_MANY = heard(new(RUN.policy), MANY, CHECKED, TESTED, TRAINED, EVALUATED)


def no(run, person=RITA, **changes):
    """A refusal."""
    return decided(run, person, approved=False, **changes)


# The run, who decided what before, the decision, how long after the question, and what is said.
DECISIONS = [
    pytest.param(RUN, [], decided(RUN), SECOND, "", id="in the role, in time, no author"),
    pytest.param(RUN, [], no(RUN), SECOND, "", id="a refusal by the same rules"),
    pytest.param(RUN, [], decided(RUN, "RITA@Bank"), SECOND, "", id="however the name is written"),
    pytest.param(
        RUN, [], decided(RUN, roles=("reader", "release-manager")), SECOND, "", id="other roles too"
    ),
    pytest.param(RUN, [], decided(RUN), 7 * DAY, "", id="at the last moment"),
    pytest.param(
        OF_TWO, [decided(OF_TWO)], decided(OF_TWO, ROSS), SECOND, "", id="the second of two"
    ),
    pytest.param(
        RUN, [decided(RUN, ADA)], decided(RUN), SECOND, "", id="after an author, who did not count"
    ),
    pytest.param(
        RUN, [decided(RUN, roles=())], decided(RUN), SECOND, "", id="again, now in the role"
    ),
    pytest.param(RUN, [], decided(RUN, ADA), SECOND, "is an author", id="an author"),
    pytest.param(RUN, [], no(RUN, ADA), SECOND, "is an author", id="an author who refuses"),
    pytest.param(
        RUN,
        [],
        decided(RUN, "Ada@BANK.example"),
        SECOND,
        "is an author",
        id="an author in capitals",
    ),
    pytest.param(
        OF_MANY,
        [],
        decided(OF_MANY, "bob@bank.example"),
        SECOND,
        "is an author",
        id="a co-author who wrote the name in capitals",
    ),
    pytest.param(RUN, [], decided(RUN, roles=()), SECOND, "not a release-manager", id="no role"),
    pytest.param(
        RUN,
        [],
        decided(RUN, roles=("release-managers", "Release-Manager")),
        SECOND,
        "not a release-manager",
        id="roles that look alike",
    ),
    pytest.param(RUN, [], decided(RUN), 7 * DAY + SECOND, "request expired", id="too late"),
    pytest.param(
        RUN, [], decided(RUN, evidence="0" * 64), SECOND, "other evidence", id="other evidence"
    ),
    pytest.param(RUN, [], decided(RUN, evidence=""), SECOND, "other evidence", id="no evidence"),
    pytest.param(
        RUN,
        [],
        decided(OF_TWO, ROSS),
        SECOND,
        "other evidence",
        id="evidence of the same figures under another policy",
    ),
    pytest.param(
        evaluated_run(),
        [],
        decided(evaluated_run()),
        SECOND,
        "nobody was asked",
        id="before anybody was asked",
    ),
    pytest.param(
        RUN,
        [],
        replace(decided(RUN), environment="moon"),
        SECOND,
        "nobody was asked",
        id="for an environment that is not there",
    ),
    pytest.param(
        OF_TWO,
        [decided(OF_TWO)],
        decided(OF_TWO),
        SECOND,
        "decided already",
        id="the same person twice",
    ),
    pytest.param(
        OF_TWO,
        [decided(OF_TWO)],
        decided(OF_TWO, RITA.upper()),
        SECOND,
        "decided already",
        id="the same person in capitals",
    ),
    pytest.param(
        OF_TWO,
        [decided(OF_TWO)],
        no(OF_TWO),
        SECOND,
        "decided already",
        id="the same person, who has come to think otherwise",
    ),
    pytest.param(
        RUN, [decided(RUN)], no(RUN, ROSS), SECOND, "settled already", id="a refusal after approval"
    ),
    pytest.param(
        RUN, [decided(RUN)], decided(RUN, ROSS), SECOND, "settled already", id="one more than asked"
    ),
    pytest.param(
        RUN, [no(RUN)], decided(RUN, ROSS), SECOND, "ended already: refused", id="after a refusal"
    ),
    pytest.param(
        heard(RUN, SUPERSEDED),
        [],
        decided(RUN),
        SECOND,
        "ended already: superseded",
        id="of a run that has ended",
    ),
]


@pytest.mark.parametrize(("run", "before", "decision", "after", "said"), DECISIONS)
def test_whose_word_counts(run, before, decision, after, said):
    run = heard(run, *before)

    answer = objection(run, decision, NOW + after)

    assert (said in answer) if said else (answer == "")


@pytest.mark.parametrize(("run", "before", "decision", "after", "said"), DECISIONS)
def test_a_word_that_does_not_count_moves_nothing(run, before, decision, after, said):
    run = heard(run, *before)

    assert bool(decide(run, decision, NOW + after)) is (said == "")


def test_one_approval_is_enough_where_one_is_asked():
    assert told(RUN, decided(RUN)) == [PromoteModel]


def test_two_people_must_approve_where_two_are_asked():
    once = heard(OF_TWO, decided(OF_TWO))
    assert stage(once, waits(once)) == "approval@prod"

    (order,) = moves(once, decided(OF_TWO, ROSS), NOW)

    assert order.approvals == (RITA, ROSS)


def test_one_person_is_never_two():
    twice = heard(OF_TWO, decided(OF_TWO), decided(OF_TWO, RITA.title()), decided(OF_TWO))

    assert approvers(twice, "prod") == (RITA,)
    assert stage(twice, waits(twice)) == "approval@prod"


GRACE, HOPPER = "grace@bank.example", "hopper@bank.example"


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [
        pytest.param((GRACE, "oid-1"), (HOPPER, "oid-1"), 1, id="two addresses of one subject"),
        pytest.param((GRACE, "oid-1"), (GRACE.upper(), "oid-2"), 1, id="one address twice"),
        pytest.param((GRACE, ""), (GRACE, "oid-1"), 1, id="one address, known better later"),
        pytest.param((GRACE, "oid-1"), (HOPPER, "oid-2"), 2, id="two subjects"),
        pytest.param((GRACE, ""), (HOPPER, ""), 2, id="two addresses, and no subjects"),
    ],
)
def test_one_person_is_known_by_address_and_by_subject(first, second, people):
    votes = [decided(OF_TWO, person, subject=subject) for person, subject in (first, second)]

    run = heard(OF_TWO, *votes)

    assert len(approvers(run, "prod")) == people
    assert ("promotion@prod" in run.ordered) is (people == 2)


def test_an_author_is_barred_by_address_whatever_the_subject():
    assert "is an author" in objection(RUN, decided(RUN, ADA, subject="oid-1"), NOW)


def test_a_refusal_ends_the_run_with_what_was_said():
    (order,) = moves(RUN, no(RUN, comment="explain the drop in May"), NOW)

    assert order.ending.end is End.REFUSED
    assert order.ending.reasons == (f"{RITA} refused: explain the drop in May",)


def test_a_refusal_may_be_silent():
    run = heard(RUN, no(RUN))

    assert refusals(run, "prod") == (f"{RITA} refused: without a comment",)


def test_one_refusal_outweighs_an_approval_that_is_not_enough():
    run = heard(OF_TWO, decided(OF_TWO), no(OF_TWO, ROSS))

    assert run.ending.end is End.REFUSED


def test_a_refusal_after_the_last_approval_cannot_undo_the_promotion():
    run = heard(RUN, decided(RUN), no(RUN, ROSS), promoted("prod"))

    assert refusals(run, "prod") == ()
    assert "publication" in run.ordered


def test_every_decision_is_kept_with_why_it_does_not_count():
    run = heard(OF_TWO, decided(OF_TWO, ADA), decided(OF_TWO), no(OF_TWO), decided(OF_TWO, ROSS))

    against = [text for _, _, text in weighed(run, "prod")]

    assert [bool(text) for text in against] == [True, False, True, False]


@pytest.mark.parametrize(
    "push",
    [
        pytest.param(replace(PUSHED, authors=()), id="a push of which nobody could tell"),
        pytest.param(TESTED, id="no push at all"),
    ],
)
def test_nobody_may_approve_where_the_authors_are_not_known(push):
    unknown = replace(RUN, known={**RUN.known, "push": push})

    assert objection(unknown, decided(RUN), NOW).startswith("nobody knows who wrote this commit")


def test_a_decision_before_the_question_is_forgotten():
    run = approvable_run("qa", "prod")

    run = heard(run, decided(run), decided(run, environment="qa"), promoted("qa"))

    assert approvers(run, "prod") == ()
    assert stage(run, waits(run)) == "approval@prod"


def test_two_environments_are_approved_independently():
    run = approvable_run("qa", "prod")
    run = heard(run, decided(run, environment="qa"))
    assert approvers(run, "qa") == (RITA,)
    assert approvers(run, "prod") == ()

    run = heard(run, promoted("qa"))

    assert stage(run, waits(run)) == "approval@prod"
    assert told(run, decided(run, environment="prod")) == [PromoteModel]


def test_evidence_for_one_environment_is_not_evidence_for_another():
    run = approvable_run("qa", "prod")

    assert evidence_of(run, "qa") != evidence_of(run, "prod")


def test_a_letter_that_cannot_be_sent_ends_the_run():
    assert heard(RUN, failed("approval@prod")).ending.end is End.FAILED


EVIDENCE = [
    pytest.param(evaluated_run(checked=replace(CHECKED, bundle="0" * 64)), id="other files"),
    pytest.param(evaluated_run(checked=found(finding(4), report="0" * 64)), id="other findings"),
    pytest.param(evaluated_run(evaluated=scored(auc=0.86)), id="other figures"),
    pytest.param(
        evaluated_run(evaluated=replace(EVALUATED, predictions="0" * 64)), id="other predictions"
    ),
    pytest.param(
        evaluated_run(evaluated=scored({"prod": champion(auc=0.1)}, auc=0.85)),
        id="another champion",
    ),
    pytest.param(
        heard(
            new(),
            PUSHED,
            CHECKED,
            replace(TESTED, report=replace(TESTED.report, report="0" * 64)),
            TRAINED,
            EVALUATED,
        ),
        id="other test results",
    ),
    pytest.param(
        replace(evaluated_run(), candidate=replace(PUSHED.candidate, commit="0" * 40)),
        id="another commit",
    ),
    pytest.param(
        evaluated_run(Policy(environments=(Environment(name="prod", quorum=2),))),
        id="another policy",
    ),
    pytest.param(
        evaluated_run(Policy(environments=(*Policy().environments[:2], COVERED))),
        id="a coverage that is asked for",
    ),
    pytest.param(heard(new(), PUSHED), id="nothing to show yet"),
]


@pytest.mark.parametrize("run", EVIDENCE)
def test_the_evidence_changes_with_everything_that_is_shown(run):
    assert evidence_of(run, "prod") != evidence_of(evaluated_run(), "prod")


def test_decisions_of_before_coverage_could_be_asked_for_are_still_about_this_evidence():
    run = evaluated_run(Policy(environments=(Environment(name="prod", quorum=2),)))

    assert evidence_of(run, "prod") == (
        "35e76dcd4a624de24ee0c8569b99cda55a570cdabd8c68b97b26e12b39c425df"
    )


def test_the_evidence_stays_the_same_while_people_decide():
    run = heard(OF_TWO, decided(OF_TWO), decided(OF_TWO, ADA))

    assert evidence_of(run, "prod") == evidence_of(OF_TWO, "prod")


def test_the_request_says_who_must_decide_about_what_and_until_when():
    asked = request(OF_TWO, "prod", NOW)

    assert (asked.role, asked.quorum, asked.step) == ("release-manager", 2, "approval@prod")
    assert (asked.evidence, asked.expires) == (evidence_of(OF_TWO, "prod"), NOW + 7 * DAY)
