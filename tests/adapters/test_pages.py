"""What people read, and what can never become part of a page."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from shared.adapters.pages import Pages
from shared.adapters.pages.wording import clock, figure, harmless, span, words
from shared.core.approvals import objection
from shared.core.candidate import Candidate
from shared.core.messages import CommitSuperseded, StepFailed
from shared.core.policy import Policy
from shared.exhibits.dossier import dossier
from shared.exhibits.overview import Wish, overview
from shared.exhibits.report import Findings, spelled_out
from tests import stories
from tests.stories import APPROVER, BEGAN, BROKEN, CHURN, UNTIDY

PAGES = Pages()
NOW = BEGAN + timedelta(hours=1)
EVIL = "<script>alert('x')</script>\" onload=\"y\u202egnp.exe\x1b[2J\u200b"
AUTHOR = "ada@bank.example"


def run_page(record, findings=None, **options):
    found = dossier(record, findings or spelled_out(record.run))
    return PAGES.run(found, NOW, **options).decode()


def approval_page(record, person=APPROVER, against="", **options):
    return PAGES.approval(record, "prod", person, "a-token", against, **options).decode()


def runs_page(record):
    return PAGES.runs(overview(stories.kept(record), Wish(), NOW), NOW).decode()


def read_by_people(page):
    """The words of a page, as a browser would show them."""
    body = page.partition("<body>")[2]
    return " ".join(unescape(re.sub("<[^>]*>", " ", body)).split())


def evil_run():
    """Everything that a team, a pusher or a tool can write is hostile."""
    candidate = Candidate(
        repository=EVIL, commit="4f1c" * 10, model="churn", folder=EVIL, brand=EVIL
    )
    spec = replace(
        stories.SPEC,
        model_name=EVIL,
        owners=(EVIL,),
        thresholds=(replace(stories.SPEC.thresholds[0], metric=EVIL),),
    )
    finding = replace(UNTIDY[0], path=EVIL, remark=EVIL, remedy=EVIL, standard=EVIL)
    failed = StepFailed(candidate=candidate, step="announcement", remark=EVIL, remedy=EVIL)
    tested, linted = stories.tested(candidate), stories.linted(candidate)
    events = (
        stories.pushed(candidate, team=EVIL),
        failed,
        replace(tested, report=replace(tested.report, doubt=EVIL, ci=EVIL)),
        replace(linted, report=replace(linted.report, remark=EVIL, ci=EVIL)),
        stories.checked(candidate, (finding,), spec),
        *stories.trained(candidate),
        *stories.evaluated(candidate),
    )
    shadow = Policy(shadow={"tests": BEGAN.date() + timedelta(days=9)})
    return stories.told(stories.started(candidate, shadow), events)


def evil_approval():
    """A run that waits for approval, after somebody has written a hostile comment."""
    waiting = stories.waiting_for_approval()
    stranger = replace(stories.decision(waiting, person=EVIL, comment=EVIL), roles=())
    return stories.tell(waiting, stranger)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(lambda: run_page(evil_run()), id="a run"),
        pytest.param(lambda: runs_page(evil_run()), id="the list of runs"),
        pytest.param(lambda: approval_page(evil_approval()), id="a comment"),
        pytest.param(lambda: approval_page(evil_approval(), person=EVIL), id="who looks"),
        pytest.param(lambda: approval_page(evil_approval(), against=EVIL), id="an objection"),
        pytest.param(lambda: PAGES.trouble(404, EVIL, EVIL, "../").decode(), id="a complaint"),
    ],
)
def test_what_others_wrote_is_shown_and_never_obeyed(page):
    shown = page()

    assert "<script" not in shown
    assert 'onload="y' not in shown
    assert not {"\u202e", "\x1b", "\u200b"} & set(shown)
    assert "[U+202E]gnp.exe[U+001B][2J[U+200B]" in read_by_people(shown)


@pytest.mark.parametrize("number", range(3), ids=["a run", "the list of runs", "an approval"])
def test_a_page_needs_nothing_from_elsewhere(number):
    record = stories.waiting_for_approval()
    shown = (run_page, runs_page, approval_page)[number](record)

    assert not re.search(r"<(script|img|link|iframe|object|embed|base)\b|@import|url\(", shown)
    assert not re.search(r"\bon[a-z]+=|(src|href|action)=\"(https?:|//|javascript:)", shown)


def test_a_waiting_run_says_for_what_on_whom_and_until_when():
    shown = read_by_people(run_page(stories.waiting_for_tests()))

    assert "waiting for tests" in shown
    assert "On Model Dev" in shown
    assert "Unlocked when the team's CI publishes its test results" in shown
    assert "Until 2026-11-04 09:12:04 (23 h" in shown


def test_a_run_whose_patience_is_over_is_said_to_be_overdue():
    found = dossier(stories.waiting_for_tests(), None)

    assert b"overdue" in PAGES.run(found, NOW + timedelta(days=2))


def test_a_run_turned_away_says_why_whose_move_it_is_and_what_to_do():
    shown = read_by_people(run_page(stories.turned_away_by_the_gate()))

    assert "How it ended: rejected at gate@qa" in shown
    assert "auc: 0.8125, where at least 0.8171 is asked" in shown
    assert "Whose move Model Dev What to do improve the model" in shown


def test_a_finding_is_shown_with_place_owner_remedy_standard_and_where_it_blocks():
    shown = read_by_people(run_page(stories.turned_away_by_checks()))

    assert (
        "required (1) Model Dev score.py :3 score.py defines no function evaluate"
        " define evaluate(data, model) as the golden path shows score R-052 tst , qa , prod"
    ) in shown


def test_of_very_many_findings_the_gravest_are_shown_and_the_rest_are_counted():
    found = Findings(bundle="b" * 64, counts={4: 500}, rows=UNTIDY * 500)

    assert "300 more are not shown" in run_page(stories.waiting_for_tests(), found)


def test_a_released_run_shows_its_versions_and_where_its_bytes_are():
    shown = read_by_people(run_page(stories.released()))

    assert "prod churn_prod 4" in shown
    assert "models-retail/churn/4/manifest.json sha256 5ea15ea1" in shown
    assert "grace@bank.example approved at 2026-11-03 11:20:44 (known by link)" in shown


def test_the_road_tells_those_who_cannot_see_it_how_every_step_stands():
    shown = read_by_people(run_page(stories.turned_away_by_the_gate()))

    assert "approval , skipped not needed: the policy asks for nobody" in shown
    assert "gate , stopped stopped 09:15:04" in shown
    assert "publication , not reached" in shown


def test_the_trail_holds_every_event_with_its_answer_and_its_hash():
    record = stories.waiting_for_tests()

    shown = read_by_people(run_page(record, still=True))

    assert "1 2026-11-03 09:12:04 Model pushed ( push ) ModelPushed-1" in shown
    assert "Report status ( announcement ) ModelPushed-1.0 Run checks ( checks )" in shown
    assert record.head in shown


def test_a_page_loads_itself_again_only_while_its_run_is_alive():
    again = '<meta http-equiv="refresh" content="5">'

    assert again in run_page(stories.waiting_for_tests())
    assert again not in run_page(stories.waiting_for_tests(), still=True)
    assert again not in run_page(stories.released())
    assert again in runs_page(stories.waiting_for_tests())
    assert again not in runs_page(stories.released())


def test_a_superseded_run_and_one_that_cannot_be_carried_out_have_pages_too():
    failed = StepFailed(candidate=CHURN, step="tests", remark="lost", log=stories.digest(b""))
    superseded = CommitSuperseded(candidate=CHURN, by="b" * 40)

    assert "superseded at push" in run_page(stories.tell(stories.waiting_for_tests(), superseded))
    assert "lost" in run_page(stories.told(stories.started(), (stories.pushed(), failed)))
    assert "waiting for" in run_page(stories.rule_based())


def test_who_may_decide_gets_a_form_bound_to_the_evidence_shown():
    record = stories.waiting_for_approval()
    shown = approval_page(record)
    evidence = dossier(record, None).approvals[0].evidence

    assert f'<input type="hidden" name="evidence" value="{evidence}">' in shown
    assert '<input type="hidden" name="form_token" value="a-token">' in shown
    assert re.findall('name="verdict" value="([a-z]+)"', shown) == ["approve", "refuse"]
    assert "http-equiv" not in shown


def test_the_approval_page_shows_what_is_approved_beside_what_it_replaces():
    shown = read_by_people(approval_page(stories.waiting_for_approval()))

    assert "in place of version 3" in shown
    assert "auc 0.8312 0.8121 at least 0.7; 0.005 better than the champion ✓ met" in shown
    assert "Data da7ada7a" in shown
    assert "Decide before 2026-11-10 09:15:24" in shown


def test_who_may_not_decide_reads_why_and_gets_no_form():
    record = stories.waiting_for_approval()
    against = objection(record.run, stories.decision(record, person=AUTHOR), NOW)

    shown = approval_page(record, AUTHOR, against)

    assert "You cannot decide: ada@bank.example is an author" in read_by_people(shown)
    assert "<form" not in shown


def test_who_has_just_decided_reads_so_before_the_run_has_heard_of_it():
    shown = approval_page(stories.waiting_for_approval(), sent="refuse")

    assert "Your decision was received: refuse" in read_by_people(shown)
    assert "<form" not in shown


@pytest.mark.parametrize(
    ("record", "person", "text"),
    [
        pytest.param(stories.released, APPROVER, "You approved at 2026-11-03 11:20:44", id="yes"),
        pytest.param(stories.refused, APPROVER.upper(), "You refused at 2026-11-03", id="no"),
        pytest.param(stories.refused, AUTHOR, "the run has ended, refused", id="another's no"),
        pytest.param(stories.waiting_for_tests, APPROVER, "nobody has been asked", id="too early"),
    ],
)
def test_where_nothing_is_left_to_decide_the_page_says_what_was_decided(record, person, text):
    shown = approval_page(record(), person, "some objection")

    assert text in read_by_people(shown)
    assert "<form" not in shown


def test_a_run_in_the_list_shows_what_it_waits_for():
    shown = read_by_people(runs_page(stories.waiting_for_tests()))

    assert "churn 4f1c4f1c4f1c retail/churn Retail Analytics tests tests: Model Dev" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain", "plain", id="nothing to hide"),
        pytest.param("a\r\nb\tc", "a\nb\tc", id="line breaks and tabs"),
        pytest.param("\ud800", "[U+D800]", id="half a character"),
        pytest.param("שלום", "שלום", id="another script"),
    ],
)
def test_characters_that_nobody_sees_are_spelled_out(text, shown):
    assert harmless(text) == shown


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "under 1 s"), (-5, "under 1 s"), (59, "59 s"), (3600, "1 h"), (90_061, "1 d 1 h")],
)
def test_a_length_of_time_is_told_in_its_largest_units(seconds, text):
    assert span(timedelta(seconds=seconds)) == text


def test_small_things_read_well():
    assert (figure(None), figure(0.1 + 0.2)) == ("—", "0.3")
    assert words("ModelPushed") == "Model pushed"
    assert clock(BEGAN, BEGAN) == "09:12:04"
    assert clock(BEGAN + timedelta(days=1), BEGAN) == "04 Nov 09:12"


def test_what_a_check_in_shadow_found_says_from_when_it_keeps_out():
    policy = Policy(shadow={BROKEN[0].check: date(2100, 1, 1)})
    record = stories.told(
        stories.started(policy=policy), (stories.pushed(), stories.checked(findings=BROKEN[:1]))
    )

    assert "nothing before 2100-01-01" in read_by_people(run_page(record))


@pytest.mark.parametrize("page", [run_page, approval_page])
def test_what_pylint_said_is_shown_with_when_and_where_it_ran(page):
    said = read_by_people(page(stories.waiting_for_approval()))

    assert "Lint fatal 0 error 0 warning 3 refactor 1 convention 2 modules 4 score 9.12" in said
    assert "Published by unit tests , of 2026-11-03 09:12:04 : JSON , sha256" in said


def test_evidence_that_is_not_there_is_said_to_be_missing():
    said = read_by_people(run_page(stories.told(stories.started(), (stories.pushed(),))))

    assert "The team's CI has published no results of pylint for this commit." in said


def test_a_doubt_about_evidence_is_shown_beside_it_with_what_to_do():
    linted, tested = stories.linted(), stories.tested()
    forged = replace(linted, report=replace(linted.report, remark="no module was linted"))
    stale = replace(tested, report=replace(tested.report, at=BEGAN - timedelta(days=30)))
    record = stories.told(stories.started(), (stories.pushed(), forged, stale))

    said = read_by_people(run_page(record))

    assert "✕ no module was linted (priority 3, Model Dev, R-050 ) run pylint in your CI" in said
    assert "✕ they are of 2026-10-04 09:12 UTC, more than 7 days before the push" in said


def test_coverage_is_shown_where_it_is_known():
    tested = stories.tested()
    covered = replace(tested, report=replace(tested.report, coverage=87.5))

    said = read_by_people(run_page(stories.told(stories.started(), (stories.pushed(), covered))))

    assert "lines covered 87.5 %" in said
    assert "lines covered" not in read_by_people(run_page(stories.released()))
