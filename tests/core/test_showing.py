"""Figures beside rules, decisions with their weight, and the papers a run mentions."""

from dataclasses import replace
from datetime import timedelta

from shared.core.messages import StepFailed
from shared.core.showing import assessments, consultation, consultations, papers
from shared.exhibits import trail
from tests import stories
from tests.stories import APPROVER, CHURN, LOG, digest

MALLORY = "mallory@bank.example"


def for_prod(record):
    return consultation(record.run, record.run.policy.environment("prod"))


def papers_in(record):
    return papers(trail.heard(entry)[0] for entry in trail.entries(record))


def test_there_is_nothing_to_assess_before_the_evaluation():
    assert assessments(stories.waiting_for_tests().run) == ()


def test_every_environment_is_assessed_beside_its_own_champion():
    tst, qa, prod = assessments(stories.waiting_for_approval().run)

    assert (tst.environment, tst.champion) == ("tst", None)
    assert qa.champion and qa.champion.version == "3"
    assert [row.rule.metric for row in prod.comparisons] == ["auc", "log_loss"]


def test_only_environments_that_want_approvals_are_consulted():
    assert [one.environment for one in consultations(stories.started().run)] == ["prod"]


def test_before_anyone_is_asked_there_is_no_evidence_to_decide_about():
    asked = for_prod(stories.waiting_for_tests())

    assert (asked.evidence, asked.requested, asked.expires, asked.open) == ("", None, None, False)


def test_who_was_asked_may_decide_until_the_request_expires():
    asked = for_prod(stories.waiting_for_approval())

    assert asked.open
    assert asked.asked == (APPROVER, "lin@bank.example")
    assert asked.expires == asked.requested + timedelta(days=7)


def test_a_run_that_has_ended_asks_nobody_any_more():
    asked = for_prod(stories.refused())

    assert not asked.open
    assert [voice.decision.approved for voice in asked.voices] == [False]


def test_a_decision_that_does_not_count_is_shown_with_the_reason():
    waiting = stories.waiting_for_approval()
    stranger = replace(stories.decision(waiting, person=MALLORY), roles=())

    (voice,) = for_prod(stories.tell(waiting, stranger)).voices

    assert voice.flaw == f"{MALLORY} is not a release-manager"


def test_a_second_decision_of_a_person_is_shown_and_does_not_count():
    waiting = stories.waiting_for_approval()
    yes, no = stories.decision(waiting), stories.decision(waiting, approved=False)

    first, second = for_prod(stories.told(waiting, (yes, no))).voices

    assert first.flaw == ""
    assert second.flaw == f"{APPROVER} has decided already, and the first decision stands"


def test_a_decision_about_another_environment_is_not_shown():
    waiting = stories.waiting_for_approval()
    elsewhere = stories.decision(waiting, environment="qa")

    assert for_prod(stories.tell(waiting, elsewhere)).voices == ()


def test_a_run_mentions_each_paper_once():
    steps = [(paper.step, paper.title) for paper in papers_in(stories.waiting_for_approval())]

    assert steps == [
        ("tests", "test results (JUnit XML)"),
        ("lint", "pylint's results (JSON)"),
        ("checks", "all findings (JSON)"),
        ("training", "log"),
        ("evaluation", "log"),
        ("evaluation", "predictions (CSV)"),
    ]


def test_a_failure_may_leave_a_log_behind():
    with_log = StepFailed(candidate=CHURN, step="training", remark="killed", log=digest(LOG))
    without = StepFailed(candidate=CHURN, step="checks", remark="no such commit")

    mentioned = papers([with_log, without, with_log])

    assert [paper.digest for paper in mentioned] == [digest(LOG)]
