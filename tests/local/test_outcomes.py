"""What became of a push, told step by step and at its end."""

import pytest

from local.following import TooLongError, Watch, asks_people, ended, news_of
from local.outcomes import lines_of, outcome, release
from tests.stories import (
    APPROVER,
    CHURN,
    kept,
    rule_based,
    turned_away_by_checks,
    turned_away_by_the_gate,
    waiting_for_approval,
)
from tests.stories import released as a_release


def test_news_comes_in_the_order_in_which_it_happened():
    told = [words for _, words in news_of(waiting_for_approval().run)]

    assert told == [
        "checked: 1 finding",
        "the team's CI ran 42 unit tests",
        "the team's CI ran pylint: 6 messages",
        "trained; its files have the digest c0ffeec0ffee",
        "evaluated: auc 0.8312, log_loss 0.3977, rows 1.2e+04",
        "champion of tst: version 11",
        "champion of qa: version 4",
        f"approval for prod asked of {APPROVER}, lin@bank.example",
    ]


def test_what_is_watched_is_told_once():
    told = []
    watch = Watch(runs=kept(waiting_for_approval()), tell=told.append)

    watch.until(CHURN.run_id, asks_people)
    watch.until(CHURN.run_id, asks_people)

    assert len(told) == len(set(told)) == 8


@pytest.mark.parametrize("record", [waiting_for_approval(), rule_based()], ids=["people", "a job"])
def test_patience_with_a_run_that_waits_comes_to_an_end(record):
    watch = Watch(runs=kept(record), tell=print, patience=0.1)

    with pytest.raises(TooLongError, match="see `gatehouse why`"):
        watch.until(record.run.candidate.run_id, ended)


@pytest.mark.parametrize(
    ("record", "place", "reason", "owner"),
    [
        pytest.param(
            turned_away_by_checks(),
            "[red]rejected[/] at checks",
            "score.py:3: score.py defines no function evaluate (priority 1, Model Dev).",
            "Model Dev",
            id="by checks",
        ),
        pytest.param(
            turned_away_by_the_gate(),
            "[red]rejected[/] at gate@qa",
            "auc: 0.8125, where at least 0.8171 is asked beside the champion's 0.8121 (version 3)",
            "Model Dev",
            id="by the gate",
        ),
    ],
)
def test_who_was_turned_away_is_told_where_why_and_what_to_do(record, place, reason, owner):
    where, *reasons, remedy = lines_of(record.run)

    assert where.strip() == place
    assert reasons[0].strip().startswith(reason)
    assert remedy.strip().startswith(f"next, by {owner}: ")


def test_a_release_is_told_with_its_version_its_place_and_its_sum(tmp_path):
    told = outcome("A good model", a_release().run, 1.234)

    lines = "\n".join(release(told, tmp_path))

    assert (told.end, told.seconds, told.version) == ("released", 1.23, "4")
    assert "retail/churn version 4" in lines
    assert lines.endswith(f"artefacts/{told.artefact}\n  sha256 {'5ea1' * 16}")


def test_of_what_was_turned_away_nothing_was_released():
    told = outcome("A worse model", turned_away_by_the_gate().run, 0)

    assert (told.end, told.version, told.artefact, told.sha256) == ("rejected", "", "", "")
