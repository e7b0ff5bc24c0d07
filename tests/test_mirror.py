"""What a listing shows of a run, and how it is read again."""

import re
from dataclasses import replace
from datetime import datetime

import pytest

from shared import history
from shared.mirror import mirror, row_of
from shared.ports import Listed
from tests.builders import CHURN, LAX, MINUTE, NOW, PUSHED, SUPERSEDED, started
from tests.records import JOURNEYS, recorded


def test_a_listing_shows_where_a_run_stands():
    row = mirror(recorded(replace(PUSHED, team="Crédit & Co"), started("checks", "job-1")))

    assert row["run"] == CHURN.run_id
    assert (row["repository"], row["commit"], row["model"]) == (
        "retail/churn",
        CHURN.commit,
        "churn",
    )
    assert row["team"] == "Cr%C3%A9dit %26 Co"
    assert (row["stage"], row["jobs"]) == ("checks", "checks")
    assert row["waiting"] == "checks: Model Dev, tests: Model Dev"
    assert datetime.fromisoformat(row["began"]) == NOW
    assert datetime.fromisoformat(row["updated"]) == NOW + MINUTE
    assert datetime.fromisoformat(row["due"]) == NOW + 15 * MINUTE


def test_a_listing_shows_of_an_ended_run_only_how_it_ended():
    row = mirror(recorded(PUSHED, started("checks"), SUPERSEDED))

    assert (row["stage"], row["waiting"], row["jobs"], row["due"]) == ("superseded", "", "", "")


def test_a_listing_shows_little_of_a_run_to_which_nothing_has_happened():
    row = mirror(history.begin(CHURN, LAX))

    assert (row["stage"], row["team"], row["began"], row["due"]) == ("push", "", "", "")


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_listing_can_be_written_into_the_head_of_a_http_request(name):
    row = mirror(JOURNEYS[name])

    assert all(re.fullmatch(r"[a-z]+", key) for key in row)
    assert all(value.isascii() and value.isprintable() for value in row.values())


def test_a_row_says_what_was_written_in_the_terms_of_the_field():
    record = recorded(replace(PUSHED, team="Crédit & Co"), started("checks", "job-1"))

    row = row_of(Listed(name="runs/x.json", etag="1", metadata=mirror(record)))

    assert (row.run_id, row.repository, row.team) == (CHURN.run_id, "retail/churn", "Crédit & Co")
    assert (row.stage, row.jobs) == ("checks", ("checks",))
    assert (row.began, row.updated, row.due) == (NOW, NOW + MINUTE, NOW + 15 * MINUTE)


def test_a_row_that_was_spoilt_is_named_after_its_place_and_says_no_more_than_it_knows():
    row = row_of(Listed(name="runs/churn-1.json", etag="1", metadata={"updated": "yesterday"}))

    assert (row.run_id, row.stage, row.jobs) == ("churn-1", "", ())
    assert (row.began, row.updated, row.due) == (None, None, None)
