"""Runs are saved by one PUT, found alive or ended, and never lose an entry on the way."""

from dataclasses import replace

import pytest

from shared import history
from shared.adapters.memory_blobs import MemoryBlobs
from shared.core.decisions import decide
from shared.core.policy import Policy
from shared.envelope import Envelope, reply
from shared.mirror import mirror
from shared.ports import AlteredError, ConflictError
from shared.runs import REMEMBERED, Runs, place_of
from tests.builders import (
    ANNOUNCED,
    CHECKED,
    CHURN,
    DAY,
    HOUR,
    LAX,
    NOW,
    PUSHED,
    SUPERSEDED,
    TESTED,
    TOLD,
)
from tests.odd_blobs import ForgetfulBlobs, PoliteBlobs, WatchedBlobs, lost

NAME = place_of(CHURN.run_id)
RESTING = f"ended/2026/11/churn/{CHURN.run_id}.json"


def told(record, event, at=NOW):
    """The record once it has heard one more event."""
    heard = Envelope(id=f"e-{len(record.lines)}", body=event, time=at)
    return history.add(record, heard, reply(heard, decide(record.run, event, at), at))


def saved(blobs, *events, at=NOW):
    """A run that was saved after each of these events."""
    runs = Runs(blobs=blobs)
    for event in events:
        runs.save(told(runs.load(CHURN, LAX), event, at))
    return runs


def found(blobs):
    """The run as somebody finds it who has never seen it before."""
    return Runs(blobs=blobs).find(CHURN.run_id)


def events_of(record):
    """The ids of the events in a record."""
    return list(record.answers)


def test_a_run_that_nobody_has_saved_begins_under_the_policy_of_today():
    runs = Runs(blobs=MemoryBlobs())

    assert runs.find(CHURN.run_id) is None
    assert runs.load(CHURN, LAX) == history.begin(CHURN, LAX)


def test_a_saved_run_is_found_by_its_id():
    blobs = MemoryBlobs()
    record = saved(blobs, PUSHED, TESTED).find(CHURN.run_id)

    assert found(blobs) == record
    assert record.run.tested == TESTED


def test_a_run_keeps_the_policy_it_began_with():
    runs = saved(MemoryBlobs(), PUSHED)

    assert runs.load(CHURN, Policy()).run.policy == LAX


def test_a_save_is_one_put_of_everything():
    blobs = WatchedBlobs()
    record = saved(blobs, PUSHED).find(CHURN.run_id)
    blobs.asked.clear()

    Runs(blobs=blobs).save(told(record, TESTED))

    assert blobs.asked == [f"put {NAME}"]
    assert blobs.kept[NAME].metadata == mirror(told(record, TESTED))


def test_a_run_that_has_not_changed_is_not_replayed():
    runs = saved(MemoryBlobs(), PUSHED)

    assert runs.find(CHURN.run_id) is runs.find(CHURN.run_id)


def test_a_run_that_somebody_else_has_saved_is_read_again():
    blobs = MemoryBlobs()
    ours = saved(blobs, PUSHED)

    saved(blobs, TESTED)

    assert events_of(ours.find(CHURN.run_id)) == ["e-1", "e-2"]


def test_of_two_who_begin_a_run_one_is_told_that_it_was_late():
    blobs = MemoryBlobs()
    early, late = Runs(blobs=blobs), Runs(blobs=blobs)
    beginning = told(late.load(CHURN, LAX), TESTED)
    early.save(told(early.load(CHURN, LAX), PUSHED))

    with pytest.raises(ConflictError):
        late.save(beginning)

    assert events_of(found(blobs)) == ["e-1"]
    assert found(blobs).run.tested is None


def test_of_two_who_move_a_run_one_is_told_that_it_was_late():
    blobs = MemoryBlobs()
    record = saved(blobs, PUSHED).find(CHURN.run_id)
    saved(blobs, TESTED)

    with pytest.raises(ConflictError):
        Runs(blobs=blobs).save(told(record, CHECKED))

    assert found(blobs).run.checked is None


def test_a_write_whose_answer_got_lost_is_believed():
    blobs = ForgetfulBlobs(errors=[lost()])
    runs = saved(blobs, PUSHED)

    assert runs.find(CHURN.run_id).etag == blobs.kept[NAME].etag
    runs.save(told(runs.find(CHURN.run_id), TESTED))
    assert events_of(found(blobs)) == ["e-1", "e-2"]


def test_a_conflict_over_a_run_that_is_gone_is_believed():
    blobs = MemoryBlobs()
    runs = saved(blobs, PUSHED)
    record = runs.find(CHURN.run_id)
    blobs.delete(NAME)

    with pytest.raises(ConflictError):
        runs.save(told(record, TESTED))


@pytest.mark.parametrize("alter", [bytes.upper, lambda data: data[:-9], lambda data: b""])
def test_a_run_that_was_altered_is_never_taken_for_the_run(alter):
    blobs = MemoryBlobs()
    saved(blobs, PUSHED)
    blobs.put(NAME, alter(blobs.kept[NAME].data))

    with pytest.raises(AlteredError, match=NAME):
        found(blobs)


def test_only_the_runs_read_last_are_kept_at_hand():
    runs = saved(MemoryBlobs(), PUSHED)
    record = runs.find(CHURN.run_id)

    for number in range(REMEMBERED):
        runs.remember(f"runs/{number}", record)

    assert len(runs.recent) == REMEMBERED
    assert NAME not in runs.recent


def test_an_ended_run_is_moved_away_and_still_found():
    blobs = MemoryBlobs()
    runs = saved(blobs, PUSHED, SUPERSEDED, TOLD)
    before = runs.find(CHURN.run_id)

    runs.archive(CHURN.run_id)

    after = runs.find(CHURN.run_id)
    assert after.archived
    assert (after.run, after.lines) == (before.run, before.lines)
    assert list(runs.alive()) == []
    assert [row.name for row in runs.ended()] == [RESTING]


def test_an_ended_run_keeps_its_place_in_the_listing_of_its_month():
    runs = saved(MemoryBlobs(), PUSHED, SUPERSEDED)

    runs.archive(CHURN.run_id)

    assert [row.metadata["stage"] for row in runs.ended("2026/11")] == ["superseded"]
    assert list(runs.ended("2026/12")) == []


@pytest.mark.parametrize("events", [(), (PUSHED, TESTED)], ids=["nobody knows", "goes on"])
def test_a_run_that_has_not_ended_is_not_moved(events):
    blobs = MemoryBlobs()
    runs = saved(blobs, *events)

    runs.archive(CHURN.run_id)

    assert list(blobs.kept) == ([NAME] if events else [])


def test_an_ended_run_is_moved_once():
    blobs = MemoryBlobs()
    runs = saved(blobs, PUSHED, SUPERSEDED)
    runs.archive(CHURN.run_id)
    kept = dict(blobs.kept)

    runs.archive(CHURN.run_id)

    assert blobs.kept == kept


def test_a_crash_while_a_run_is_moved_loses_nothing_that_was_heard_since():
    blobs = MemoryBlobs()
    runs = saved(blobs, PUSHED, SUPERSEDED)
    blobs.put(RESTING, blobs.kept[NAME].data)

    runs.save(told(runs.load(CHURN, LAX), ANNOUNCED, at=NOW + 20 * DAY))
    runs.archive(CHURN.run_id)

    assert events_of(found(blobs)) == ["e-1", "e-2", "e-3"]
    assert sorted(blobs.kept) == [RESTING, f"ended/by-id/{CHURN.run_id}"]


def test_two_who_move_the_same_run_do_not_undo_each_other():
    blobs = MemoryBlobs()
    runs = saved(blobs, PUSHED, SUPERSEDED)
    old = blobs.kept[NAME]
    runs.save(told(runs.find(CHURN.run_id), TOLD))
    runs.archive(CHURN.run_id)

    runs.lay_down(RESTING, old, replace(found(blobs), lines=found(blobs).lines[:3]))

    assert events_of(found(blobs)) == ["e-1", "e-2", "e-3"]


def test_a_run_that_moves_on_while_it_is_moved_stays():
    blobs = PoliteBlobs()
    runs = saved(blobs, PUSHED, SUPERSEDED)
    blobs.others.extend([int, int, lambda: saved(blobs, TOLD)])

    runs.archive(CHURN.run_id)

    assert NAME in blobs.kept
    assert not runs.find(CHURN.run_id).archived


def test_runs_that_are_alive_are_listed_with_what_a_dashboard_needs():
    runs = saved(MemoryBlobs(), PUSHED, at=NOW + HOUR)

    (row,) = runs.alive()

    assert (row.metadata["run"], row.metadata["stage"]) == (CHURN.run_id, "checks")
