"""What is in the SQLite file stays there, and what is wrong with the file is said."""

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import MAX_DELIVERIES, WORN_OUT
from tests.adapters.sending import QUEUE, ids, receive, send
from tests.settable_clock import SettableClock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


@pytest.fixture
def store(path, clock):
    store = SqliteStore(path, clock, patience=timedelta())
    yield store
    store.close()


@pytest.fixture
def blobs(store):
    return SqliteBlobs(store)


@pytest.fixture
def bus(store):
    return SqliteBus(store)


def test_all_that_was_saved_is_there_when_the_file_is_opened_again(path, clock):
    first = SqliteStore(path, clock)
    etag = SqliteBlobs(first).put("run", b"data", metadata={"stage": "checks"})
    send(SqliteBus(first), "lent", "free")
    receive(SqliteBus(first), limit=1)
    first.close()

    again = SqliteStore(path, clock)
    bus = SqliteBus(again)

    assert SqliteBlobs(again).get("run").etag == etag
    send(bus, "lent", "free")
    assert ids(receive(bus)) == ["free"]
    clock.advance(minutes=2)
    assert [delivery.count for delivery in receive(bus)] == [2, 2]
    again.close()


@pytest.mark.parametrize("lines", [1, 17, 40])
def test_a_writer_killed_at_any_moment_loses_nothing_it_had_saved(path, store, blobs, bus, lines):
    blobs.put("count", b"0")
    command = [sys.executable, "-m", "tests.adapters.endless_writer", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        for _ in range(lines):
            said = int(writer.stdout.readline())
        writer.kill()

    count = int(blobs.get("count").data)

    assert count >= said == lines
    assert len(list(blobs.list("counted/"))) == count
    assert ids(receive(bus, limit=count + 1)) == [f"{n}" for n in range(1, count + 1)]
    assert (list(blobs.altered()), store.faults()) == ([], ())


def test_what_a_dead_host_had_borrowed_is_ready_at_once(path, clock):
    dead = SqliteStore(path, clock)
    send(SqliteBus(dead), "borrowed", "waiting")
    send(SqliteBus(dead), "delayed", delay=timedelta(hours=1))
    (late,) = receive(SqliteBus(dead), limit=1)
    dead.close()
    next_host = SqliteStore(path, clock)
    bus = SqliteBus(next_host)

    assert (bus.reclaim(), bus.reclaim()) == (1, 0)

    bus.complete(late)
    assert [(one.id, one.count) for one in receive(bus)] == [("borrowed", 2), ("waiting", 1)]
    next_host.close()


def test_a_message_that_kills_every_host_is_set_aside(bus):
    send(bus, "deadly")
    deaths = 0
    while receive(bus):
        deaths += bus.reclaim()

    assert deaths == MAX_DELIVERIES
    assert [(aside.id, aside.reason) for aside in bus.aside()] == [("deadly", WORN_OUT)]


def test_ids_are_forgotten_some_time_after_their_window(store, bus, clock):
    send(bus, *(f"{number}" for number in range(100)))

    clock.advance(minutes=20)
    send(bus, "now")

    assert store.rows(str, "SELECT id FROM carried") == ["now"]


def test_the_file_of_another_release_is_left_alone(path, clock):
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version = 99")
    file.close()

    with pytest.raises(RefusedError, match="written by another release"):
        SqliteStore(path, clock)


def test_a_file_held_by_another_process_can_be_read_and_is_written_later(path, blobs):
    blobs.put("a", b"old")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(TryAgainError, match="database is locked"):
        blobs.put("a", b"new")

    assert blobs.get("a").data == b"old"
    other.close()
    blobs.put("a", b"new")
    assert blobs.get("a").data == b"new"


def test_a_full_disk_saves_nothing_of_a_unit_and_is_no_end(store, blobs, bus):
    (pages,) = store.rows(int, "PRAGMA page_count")
    store.writer.connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(TryAgainError, match="full"), store.unit():
        blobs.put("small", b"x")
        blobs.put("large", b"x" * 1_000_000)
        send(bus, "m")

    assert (list(blobs.list("")), ids(receive(bus))) == ([], [])
    store.writer.connection.execute("PRAGMA max_page_count = 1000000")
    blobs.put("large", b"x" * 1_000_000)
    assert len(blobs.get("large").data) == 1_000_000


def test_a_place_that_cannot_hold_a_file_is_named(tmp_path, clock):
    with pytest.raises(TryAgainError, match=f"store {tmp_path}: unable to open"):
        SqliteStore(tmp_path, clock)


def test_a_closed_store_says_so(path, clock):
    store = SqliteStore(path, clock)
    store.close()

    with pytest.raises(TryAgainError, match="closed"):
        SqliteBlobs(store).get("a")
    with pytest.raises(TryAgainError, match="closed"):
        SqliteBlobs(store).put("a", b"")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE bodies SET data = X'6f6c64' WHERE id = 2", id="data"),
        pytest.param("UPDATE bodies SET data = 'new' WHERE id = 2", id="bytes into text"),
        pytest.param("DELETE FROM bodies WHERE id = 2", id="no data"),
        pytest.param("UPDATE heads SET metadata = X'7b7d' WHERE name = 'b'", id="metadata"),
        pytest.param("UPDATE heads SET etag = 'x' || substr(etag, 2) WHERE name = 'b'", id="salt"),
        pytest.param(
            "UPDATE heads SET etag = substr(etag, 1, 79) || 'x' WHERE name = 'b'", id="sum"
        ),
        pytest.param("UPDATE heads SET etag = X'ff' WHERE name = 'b'", id="no text"),
        pytest.param("UPDATE heads SET body = 1 WHERE name = 'b'", id="another blob's data"),
    ],
)
def test_an_altered_blob_is_named(path, blobs, change):
    for name in "abc":
        blobs.put(name, f"data of {name}".encode(), metadata={"stage": "checks"})

    alter(path, change)

    assert list(blobs.altered()) == ["b"]


def test_a_blob_under_another_name_is_named(path, blobs):
    blobs.put("a", b"odd")

    alter(path, "UPDATE heads SET name = CAST(X'62ff' AS TEXT)")

    assert list(blobs.altered()) == ["b�"]


def test_blobs_that_nobody_touched_are_as_they_were(store, blobs):
    for number in range(1100):
        with store.unit():
            blobs.put(f"{number}", b"", metadata={"n": f"{number}"})

    assert list(blobs.altered()) == []
    assert store.faults() == ()


def test_an_auditor_sees_every_message_whether_it_waits_is_lent_or_was_set_aside(store, bus):
    sent = [f"{number}" for number in range(1100)]
    send(bus, *sent)
    receive(bus)
    bus.set_aside(b"nonsense", "not JSON")

    *waiting, aside = bus.kept()

    assert [(one.queue, one.id) for one in waiting] == [(QUEUE, id) for id in sent]
    assert (aside.queue, aside.id, aside.data) == ("", "", b"nonsense")


@pytest.mark.parametrize("column", ["queue", "id", "data"])
def test_an_auditor_sees_messages_that_were_altered_beyond_reading(path, bus, column):
    send(bus, "a")

    alter(path, f"UPDATE messages SET {column} = CAST(X'ff' AS TEXT)")

    (kept,) = bus.kept()
    assert getattr(kept, column) in ("\N{REPLACEMENT CHARACTER}", b"\xff")


def test_a_damaged_file_is_reported_and_not_believed(path, clock):
    store = SqliteStore(path, clock)
    for number in range(200):
        SqliteBlobs(store).put(f"{number}", b"x" * 5_000)
    store.close()
    damaged = bytearray(path.read_bytes())
    damaged[40_000:60_000] = bytes(20_000)
    path.write_bytes(damaged)

    again = SqliteStore(path, clock)

    assert again.faults()
    again.close()


def alter(path, change):
    """Change the file as somebody would who has a copy of SQLite at hand."""
    file = sqlite3.connect(path)
    with file:
        assert file.execute(change).rowcount == 1
    file.close()
