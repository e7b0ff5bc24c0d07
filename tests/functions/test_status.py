"""What may be seen, by whom, in which form, and what is said where there is nothing to see."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.status import (
    Neighbours,
    Visitor,
    answer,
    show_paper,
    show_run,
    show_runs,
)
from functions.status.paper import LONGEST_PAPER
from shared import contents
from shared.adapters.pages import Pages
from shared.core.candidate import Candidate
from shared.core.errors import TryAgainError
from shared.core.messages import StepFailed
from shared.exhibits.overview import ENDED_SHOWN
from shared.runs import Runs, place_of
from tests import stories
from tests.stories import BEGAN, CHURN, JUNIT, LOG, digest

NOW = BEGAN + timedelta(hours=1)


@dataclass(frozen=True)
class DeadBlobs:
    """A store that is down."""

    def get(self, name, *, if_none_match=None):
        raise TryAgainError("the store does not answer")

    def list(self, prefix):
        raise OSError("the disk is gone")


def neighbours(*records, runs=None):
    runs = runs or stories.kept(*records)
    return Neighbours(runs=runs, blobs=runs.blobs, pages=Pages(), clock=lambda: NOW)


def asked(show, neighbours, *, accepts="text/html", path=None, **query):
    visitor = Visitor(path=path or {}, query=query, accepts=accepts, root="../")
    return answer(show, visitor, neighbours)


def run_asked(neighbours, run_id=CHURN.run_id, **options):
    return asked(show_run, neighbours, path={"run_id": run_id}, **options)


def paper_asked(neighbours, digest):
    return asked(show_paper, neighbours, path={"run_id": CHURN.run_id, "digest": digest})


def listed(neighbours, **query):
    document = json.loads(asked(show_runs, neighbours, format="json", **query).body)
    names = [[row["model"] for row in document[part]] for part in ("alive", "ended")]
    return names, document


def run_of(model, team="Retail", ended=False, at=BEGAN):
    """A run that waits for its tests, or that the checks have turned away."""
    candidate = Candidate(repository=f"retail/{model}", commit="c" * 40, model=model)
    spec = replace(stories.SPEC, model_name=model)
    checked = stories.checked(candidate, stories.BROKEN if ended else stories.UNTIDY, spec)
    record = stories.tell(stories.started(candidate), stories.pushed(candidate, team), first=at)
    return stories.tell(record, checked)


@pytest.mark.parametrize("show", [show_runs, show_run])
@pytest.mark.parametrize(
    ("accepts", "query", "kind"),
    [
        pytest.param("*/*", {}, "text/html; charset=utf-8", id="anybody gets the page"),
        pytest.param("text/html,application/json", {}, "text/html; charset=utf-8", id="a browser"),
        pytest.param("application/json", {}, "application/json", id="a program"),
        pytest.param("text/html", {"format": "json"}, "application/json", id="asked by address"),
    ],
)
def test_every_page_has_a_twin_for_programs(show, accepts, query, kind):
    here = neighbours(stories.waiting_for_approval())

    reply = asked(show, here, accepts=accepts, path={"run_id": CHURN.run_id}, **query)

    assert (reply.status, reply.kind, reply.headers["Vary"]) == (200, kind, "Accept")


def test_a_page_may_load_nothing_and_be_framed_by_nobody():
    policy = run_asked(neighbours(stories.released())).headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "frame-ancestors 'none'" in policy


def test_the_twin_says_all_that_the_page_says():
    record = stories.waiting_for_approval()

    twin = json.loads(run_asked(neighbours(record), format="json").body)

    assert twin["stage"] == "approval@prod"
    assert twin["waits"][0]["asked"] == ["grace@bank.example", "lin@bank.example"]
    assert [stretch["name"] for stretch in twin["road"]][1:4] == ["tst", "qa", "prod"]
    assert twin["findings"]["rows"][0]["path"] == "src/train.py"
    assert [entry["hash"] for entry in twin["trail"]][-1] == twin["head"] == record.head
    assert twin["trail"][0]["event"]["type"] == "gatehouse.ModelPushed.v1"


@pytest.mark.parametrize(
    "run_id", ["churn-0000", "", "../catalogue/x", "a" * 300, "<script>", "churn\u202e-1"]
)
def test_a_run_that_nobody_knows_is_said_to_be_unknown(run_id):
    reply = run_asked(neighbours(stories.released()), run_id)

    assert reply.status == 404
    assert b"there is no run" in reply.body
    assert b'href="../runs"' in reply.body


def test_programs_are_told_in_json_that_a_run_is_unknown():
    reply = run_asked(neighbours(), accepts="application/json")

    assert json.loads(reply.body)["remedy"] == "look for it in the list of runs"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: b"not a run", id="not a run at all"),
        pytest.param(lambda data: data[:-20], id="cut short"),
        pytest.param(lambda data: data.replace(b"ada@", b"eve@"), id="a person exchanged"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"\xff\xfe" + data, id="no text"),
    ],
)
def test_a_run_whose_stored_bytes_were_changed_is_said_to_be_unbelievable(spoil):
    here = neighbours(stories.waiting_for_tests())
    name = place_of(CHURN.run_id)
    here.blobs.put(name, spoil(here.blobs.get(name).data))

    reply = run_asked(replace(here, runs=Runs(blobs=here.blobs)))

    assert reply.status == 503
    assert b"cannot be believed" in reply.body
    assert b"gatehouse verify" in reply.body


@pytest.mark.parametrize("show", [show_runs, show_run])
def test_a_store_that_is_down_is_said_to_be_down(show):
    reply = asked(show, neighbours(runs=Runs(blobs=DeadBlobs())), path={"run_id": CHURN.run_id})

    assert (reply.status, reply.kind) == (503, "text/html; charset=utf-8")
    assert b"try again in a minute" in reply.body


def test_a_finding_beyond_the_spelled_out_ones_comes_from_the_report():
    few = replace(stories.checked(findings=stories.BROKEN), findings=())
    record = stories.told(stories.started(), (stories.pushed(), few))

    rows = json.loads(run_asked(neighbours(record), format="json").body)["findings"]["rows"]

    assert [(row["priority"], row["path"]) for row in rows] == [
        (1, "score.py"),
        (4, "src/train.py"),
    ]


def test_a_report_that_is_gone_leaves_the_gravest_findings_and_a_remark():
    here = neighbours(stories.turned_away_by_checks())
    here.blobs.delete(contents.place_of(stories.checked(findings=stories.BROKEN).report))

    found = json.loads(run_asked(here, format="json").body)["findings"]

    assert len(found["rows"]) == 2
    assert "the whole report cannot be read" in found["remark"]


def test_a_paper_the_run_mentions_is_shown_as_plain_text():
    reply = paper_asked(neighbours(stories.waiting_for_approval()), digest(LOG))

    assert (reply.status, reply.kind, reply.body) == (200, "text/plain; charset=utf-8", LOG)


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(digest(JUNIT), id="kept for another run"),
        pytest.param("0" * 64, id="kept nowhere"),
        pytest.param("../runs/churn", id="no digest"),
    ],
)
def test_a_paper_the_run_does_not_mention_is_not_shown(wanted):
    here = neighbours(stories.turned_away_by_checks())

    assert paper_asked(here, wanted).status == 404


def test_writing_a_digest_into_a_comment_opens_no_door():
    waiting = stories.waiting_for_approval()
    secret = b"another team's log"
    record = stories.tell(waiting, stories.decision(waiting, comment=digest(secret)))
    here = neighbours(record)
    contents.keep(here.blobs, secret)

    assert paper_asked(here, digest(secret)).status == 404


def test_a_paper_that_was_changed_is_not_shown():
    here = neighbours(stories.waiting_for_approval())
    here.blobs.put(contents.place_of(digest(LOG)), b"nothing happened")

    assert paper_asked(here, digest(LOG)).status == 503


def test_of_a_very_long_log_the_beginning_is_shown():
    log = b"x" * (LONGEST_PAPER + 1)
    failed = StepFailed(candidate=CHURN, step="checks", remark="noisy", log=digest(log))
    here = neighbours(stories.told(stories.started(), (stories.pushed(), failed)))
    contents.keep(here.blobs, log)

    shown = paper_asked(here, digest(log)).body

    assert shown.endswith(b"\n[cut here: 4194305 bytes in all]\n")
    assert len(shown) < LONGEST_PAPER + 100


def test_runs_are_listed_with_the_newest_first_and_apart_from_those_that_ended():
    later = BEGAN + timedelta(minutes=5)
    here = neighbours(run_of("old"), run_of("new", at=later), run_of("gone", ended=True))

    assert listed(here)[0] == [["new", "old"], ["gone"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param({"model": "churn"}, [["churn"], []], id="by model"),
        pytest.param({"team": "risk & co"}, [["debt"], ["fraud"]], id="by team, in any case"),
        pytest.param({"stage": "rejected"}, [[], ["fraud"]], id="by end"),
        pytest.param({"stage": "tests"}, [["churn", "debt"], []], id="by stage"),
        pytest.param({"stage": "tests", "model": "debt"}, [["debt"], []], id="by both"),
        pytest.param({"model": "<script>"}, [[], []], id="by nonsense"),
    ],
)
def test_runs_can_be_chosen(query, names):
    here = neighbours(
        run_of("churn", at=BEGAN + timedelta(minutes=5)),
        run_of("debt", team="Risk & Co"),
        run_of("fraud", team="Risk & Co", ended=True),
    )

    assert listed(here, **query)[0] == names


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "November", "2026-11' or 1"])
def test_a_month_that_does_not_exist_is_refused(month):
    reply = asked(show_runs, neighbours(), month=month)

    assert reply.status == 400
    assert b"write it as 2026-11" in reply.body


def archived(*records):
    here = neighbours(*records)
    for record in records:
        here.runs.archive(record.run.candidate.run_id)
    return here


def test_ended_runs_are_looked_for_in_the_last_months_and_earlier_ones_on_demand():
    months = [datetime(2026, month, 2, tzinfo=UTC) for month in (4, 8, 10)]
    here = archived(*(run_of(f"m{at.month}", ended=True, at=at) for at in months))

    (_, latest), document = listed(here)

    assert (latest, document["looked_back_to"], document["earlier"]) == (
        ["m10"],
        "2026-09",
        "2026-08",
    )
    assert listed(here, month="2026-08")[0][1] == ["m8"]
    assert listed(here, month="2026-01")[1]["looked_back_to"] == "2025-11"


def test_an_ended_run_that_lies_in_both_places_is_listed_once():
    ended = run_of("gone", ended=True)
    here = archived(ended)
    here.runs.save(replace(ended, etag=""))

    assert listed(here)[0] == [[], ["gone"]]


def test_a_long_list_is_cut_and_says_how_much_is_missing():
    here = archived(*(run_of(f"m{number}", ended=True) for number in range(ENDED_SHOWN + 7)))

    (_, ended), document = listed(here)

    assert (len(ended), document["ended_left_out"]) == (ENDED_SHOWN, 7)
    assert b"7 more that ended since 2026-11 are not shown" in asked(show_runs, here).body


def test_a_listing_with_nothing_written_beside_the_names_is_still_shown():
    here = neighbours()
    here.blobs.put("runs/churn/churn-1.json", b"?", metadata={"updated": "yesterday"})

    (alive, _), document = listed(here)

    assert alive == [""]
    assert document["alive"][0]["run_id"] == "churn-1"
    assert b'href="runs/churn-1"' in asked(show_runs, here).body
