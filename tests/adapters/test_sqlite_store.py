"""What the SQLite store promises beyond its ports: units, batches, shared commits, no loss."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import RunChecks
from shared.envelope import Envelope
from shared.ports import NEW, ConflictError
from tests.settable_clock import SettableClock

CHECKS = RunChecks(
    candidate=Candidate(repository="bank/churn", commit="c0ffee", model="churn"), step="checks"
)
LOCK = timedelta(minutes=1)
QUEUE = "run-checks"


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


def send(bus, *ids):
    bus.publish([Envelope(id=id, body=CHECKS, time=bus.store.clock()) for id in ids])


def receive(bus, limit=10):
    return bus.receive(QUEUE, limit=limit, lock=LOCK)


def waiting(bus):
    return [delivery.id for delivery in receive(bus)]


def elsewhere(work, *arguments):
    """Do something in another thread, which has no part in our unit of work."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *arguments).result()


class TestUnit:
    """Everything that handling one message changes."""

    def test_others_see_nothing_of_a_unit_before_it_is_saved(self, store, blobs, bus):
        with store.unit():
            blobs.put("a", b"new")
            send(bus, "m")
            assert blobs.get("a").data == b"new"
            assert elsewhere(blobs.get, "a") is None
            assert elsewhere(waiting, bus) == []

        assert elsewhere(blobs.get, "a").data == b"new"
        assert waiting(bus) == ["m"]

    def test_a_unit_that_ends_in_an_error_has_changed_nothing(self, store, blobs, bus):
        blobs.put("kept", b"old")
        send(bus, "m")
        (delivery,) = receive(bus)

        with pytest.raises(ZeroDivisionError), store.unit():
            blobs.put("a", b"new")
            blobs.delete("kept")
            send(bus, "n")
            bus.set_aside(b"x", "why")
            bus.complete(delivery)
            raise ZeroDivisionError

        assert [blob.name for blob in blobs.list("")] == ["kept"]
        assert (waiting(bus), list(bus.aside())) == ([], [])
        assert bus.renew(delivery, lock=LOCK)

    def test_a_unit_whose_blob_was_changed_meanwhile_changes_nothing(self, store, blobs, bus):
        read = blobs.put("run", b"old")

        with pytest.raises(ConflictError, match="run"), store.unit():
            blobs.put("run", b"mine", if_match=read)
            blobs.put("other", b"mine")
            send(bus, "m")
            elsewhere(blobs.put, "run", b"theirs")

        assert blobs.get("run").data == b"theirs"
        assert (blobs.get("other"), waiting(bus)) == (None, [])

    def test_the_message_of_a_unit_that_came_too_late_comes_again_at_once(self, store, blobs, bus):
        send(bus, "m")
        (delivery,) = receive(bus)

        with pytest.raises(ConflictError), store.unit():
            blobs.put("run", b"mine", if_match=NEW)
            bus.complete(delivery)
            elsewhere(blobs.put, "run", b"theirs")

        (again,) = receive(bus)
        assert (again.id, again.count) == ("m", 1)

    def test_what_a_blob_had_to_be_first_still_counts_when_it_is_changed_twice(self, store, blobs):
        read = blobs.put("run", b"old")

        with pytest.raises(ConflictError), store.unit():
            etag = blobs.put("run", b"one", if_match=read)
            blobs.put("run", b"two", if_match=etag)
            elsewhere(blobs.put, "run", b"theirs")

        assert blobs.get("run").data == b"theirs"

    def test_an_etag_read_before_the_units_own_change_is_an_old_one(self, store, blobs):
        blobs.put("run", b"old")

        with store.unit():
            read = blobs.get("run").etag
            blobs.put("run", b"new", if_match=read)
            with pytest.raises(ConflictError):
                blobs.put("run", b"newer", if_match=read)

        assert blobs.get("run").data == b"new"

    def test_a_unit_may_create_and_delete_the_same_blob(self, store, blobs):
        with store.unit():
            blobs.delete("run", if_match=blobs.put("run", b"new", if_match=NEW))

        assert blobs.get("run") is None

    def test_there_is_no_unit_within_a_unit(self, store):
        with pytest.raises(RuntimeError, match="at hand already"), store.unit(), store.unit():
            pass


class TestBatch:
    """Messages handled one after the other and saved together."""

    def test_a_unit_sees_what_the_earlier_ones_changed(self, store, blobs):
        with store.batch() as batch:
            with batch.unit():
                etag = blobs.put("run", b"one")
            with batch.unit():
                assert [blob.etag for blob in blobs.list("r")] == [etag]
                blobs.put("run", b"two", if_match=etag)
            assert blobs.get("run") is None

        assert blobs.get("run").data == b"two"

    def test_a_unit_that_ends_in_an_error_takes_no_other_along(self, store, blobs, bus):
        with store.batch() as batch:
            with batch.unit():
                blobs.put("a", b"one")
            with pytest.raises(ZeroDivisionError), batch.unit():
                blobs.put("a", b"two")
                send(bus, "m")
                raise ZeroDivisionError
            with batch.unit():
                assert blobs.get("a").data == b"one"

        assert (blobs.get("a").data, waiting(bus)) == (b"one", [])

    def test_a_batch_can_be_saved_midway(self, store, blobs):
        with pytest.raises(ZeroDivisionError), store.batch() as batch:
            with batch.unit():
                blobs.put("a", b"saved")
            batch.commit()
            with batch.unit():
                blobs.put("b", b"not saved")
            raise ZeroDivisionError

        assert [blob.name for blob in blobs.list("")] == ["a"]

    def test_a_unit_that_comes_too_late_falls_with_all_that_leaned_on_it(self, store, blobs, bus):
        read = blobs.put("run", b"old")
        send(bus, "late", "leaning", "free")
        deliveries = receive(bus)

        with store.batch() as batch:
            with batch.unit():
                blobs.put("run", b"mine", if_match=read)
                bus.complete(deliveries[0])
            with batch.unit():
                blobs.put("copy", blobs.get("run").data)
                bus.complete(deliveries[1])
            with batch.unit():
                blobs.put("free", b"free")
                bus.complete(deliveries[2])
            elsewhere(blobs.put, "run", b"theirs")
            assert batch.commit() == 2

        assert [blob.name for blob in blobs.list("")] == ["free", "run"]
        assert [(d.id, d.count) for d in receive(bus)] == [("late", 1), ("leaning", 1)]

    def test_a_unit_that_changed_the_same_run_falls_too_and_the_rest_stands(self, store, blobs):
        read = blobs.put("run", b"old")

        with store.batch() as batch:
            with batch.unit():
                etag = blobs.put("run", b"one", if_match=read)
            with batch.unit():
                blobs.put("run", b"two", if_match=etag)
            with batch.unit():
                blobs.put("free", b"free", if_match=NEW)
            elsewhere(blobs.put, "run", b"theirs")

        assert (blobs.get("run").data, blobs.get("free").data) == (b"theirs", b"free")


class TestSharedCommit:
    """Threads that save at the same time."""

    @staticmethod
    def together(store, works):
        """Have all the works saved in one transaction, and return what each gave or raised."""
        with ThreadPoolExecutor(len(works)) as pool:
            with store.writer.turn:
                answers = [pool.submit(work) for work in works]
                while len(store.writer.waiting) < len(works):
                    time.sleep(0.001)
            return [answer.exception() or answer.result() for answer in answers]

    def test_the_first_one_wins_and_the_others_are_told(self, store, blobs):
        works = [lambda n=n: blobs.put("run", b"%d" % n, if_match=NEW) for n in range(8)]
        others = [lambda n=n: blobs.put(f"other-{n}", b"x", if_match=NEW) for n in range(8)]

        answers = self.together(store, works + others)

        won = [answer for answer in answers[:8] if isinstance(answer, str)]
        lost = [answer for answer in answers[:8] if isinstance(answer, ConflictError)]
        assert (len(won), len(lost)) == (1, 7)
        assert blobs.get("run").etag == won[0]
        assert all(isinstance(answer, str) for answer in answers[8:])

    def test_work_that_fails_harms_nobody_else(self, store, blobs):
        def failing(file):
            file.execute("INSERT INTO bodies VALUES (99, X'00')")
            raise ZeroDivisionError

        sound, failed = self.together(
            store, [lambda: blobs.put("sound", b"x"), lambda: store.writer.run(failing)]
        )

        assert blobs.get("sound").etag == sound
        assert isinstance(failed, ZeroDivisionError)
        assert store.rows(int, "SELECT id FROM bodies") == [1]

    def test_many_threads_counting_in_one_blob_lose_no_count(self, blobs):
        blobs.put("count", b"0")

        def count(_):
            while True:
                read = blobs.get("count")
                try:
                    return blobs.put("count", b"%d" % (int(read.data) + 1), if_match=read.etag)
                except ConflictError:
                    continue

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(count, range(80)))

        assert blobs.get("count").data == b"80"


class TestWaking:
    """Nobody needs to ask again and again."""

    def test_a_listener_is_rung_when_its_queue_has_got_messages(self, store, bus):
        rung = []
        store.listen([QUEUE, "events"], lambda: rung.append(waiting(bus)))

        send(bus, "m")

        assert rung == [["m"]]

    def test_a_listener_is_rung_for_what_was_given_back_or_came_too_late(self, store, blobs, bus):
        send(bus, "a", "b")
        given, late = receive(bus)
        rung = []
        store.listen([QUEUE], lambda: rung.append(waiting(bus)))

        bus.abandon(given)
        with pytest.raises(ConflictError), store.unit():
            blobs.put("run", b"mine", if_match=NEW)
            bus.complete(late)
            elsewhere(blobs.put, "run", b"theirs")

        assert rung == [["a"], ["b"]]

    def test_a_listener_sleeps_on_for_other_queues_and_for_what_was_not_saved(self, store, bus):
        rung = []
        store.listen(["events"], lambda: rung.append("events"))
        store.listen([QUEUE], lambda: rung.append(QUEUE))

        with pytest.raises(ZeroDivisionError), store.unit():
            send(bus, "m")
            raise ZeroDivisionError

        assert rung == []

    def test_the_next_message_is_due_when_its_delay_or_its_lock_ends(self, bus, clock):
        assert bus.next_due([QUEUE, "events"]) is None
        start = clock()

        bus.publish([Envelope(id="m", body=CHECKS, time=start)], delay=timedelta(minutes=5))
        assert bus.next_due([QUEUE, "events"]) == start + timedelta(minutes=5)
        clock.advance(minutes=5)
        receive(bus)

        assert bus.next_due([QUEUE]) == clock() + LOCK


class TestKeeping:
    """What is in the file stays in the file."""

    def test_all_that_was_saved_is_there_when_the_file_is_opened_again(self, path, clock):
        first = SqliteStore(path, clock)
        etag = SqliteBlobs(first).put("run", b"data", metadata={"stage": "checks"})
        send(SqliteBus(first), "lent", "free")
        receive(SqliteBus(first), limit=1)
        first.close()

        again = SqliteStore(path, clock)

        assert SqliteBlobs(again).get("run").etag == etag
        send(SqliteBus(again), "lent", "free")
        assert waiting(SqliteBus(again)) == ["free"]
        clock.advance(minutes=2)
        assert [delivery.count for delivery in receive(SqliteBus(again))] == [2, 2]
        again.close()

    WRITER = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.adapters.test_sqlite_store import *

store = SqliteStore(Path(sys.argv[1]), SettableClock())
blobs, bus = SqliteBlobs(store), SqliteBus(store)
count = int(blobs.get("count").data)
while True:
    count += 1
    with store.unit():
        blobs.put("count", b"%d" % count)
        blobs.put(f"counted/{count}", b"x" * 20_000, if_match=NEW)
        send(bus, f"{count}")
    print(count, flush=True)
"""

    def test_a_writer_killed_at_any_moment_loses_nothing_it_had_saved(self, path, store, blobs):
        blobs.put("count", b"0")
        for lines in (1, 17, 40):
            command = [sys.executable, "-c", self.WRITER, str(path)]
            root = Path(__file__).parents[2]
            with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as writer:
                said = [int(writer.stdout.readline()) for _ in range(lines)]
                writer.kill()

            count = int(blobs.get("count").data)
            assert count >= said[-1]
            assert len(list(blobs.list("counted/"))) == count
            assert len(receive(SqliteBus(store), limit=count + 1)) + said[0] - 1 == count
        assert (list(blobs.altered()), store.faults()) == ([], ())

    def test_ids_are_forgotten_some_time_after_their_window(self, store, bus, clock):
        send(bus, *(f"{number}" for number in range(100)))

        clock.advance(minutes=20)
        send(bus, "now")

        assert store.rows(str, "SELECT id FROM carried") == ["now"]

    def test_the_file_of_another_release_is_left_alone(self, path, clock):
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA user_version = 99")
        file.close()

        with pytest.raises(RefusedError, match="written by another release"):
            SqliteStore(path, clock)


class TestTrouble:
    """A disk or another process that does not let us save."""

    def test_a_file_held_by_another_process_can_be_read_and_is_written_later(self, path, blobs):
        blobs.put("a", b"old")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(TryAgainError, match="database is locked"):
            blobs.put("a", b"new")

        assert blobs.get("a").data == b"old"
        other.close()
        blobs.put("a", b"new")
        assert blobs.get("a").data == b"new"

    def test_a_full_disk_saves_nothing_of_a_unit_and_is_no_end(self, store, blobs, bus):
        (pages,) = store.rows(int, "PRAGMA page_count")
        store.writer.connection.execute(f"PRAGMA max_page_count = {pages + 2}")

        with pytest.raises(TryAgainError, match="full"), store.unit():
            blobs.put("small", b"x")
            blobs.put("large", b"x" * 1_000_000)
            send(bus, "m")

        assert (list(blobs.list("")), waiting(bus)) == ([], [])
        store.writer.connection.execute("PRAGMA max_page_count = 1000000")
        blobs.put("large", b"x" * 1_000_000)
        assert len(blobs.get("large").data) == 1_000_000

    def test_a_place_that_cannot_hold_a_file_is_named(self, tmp_path, clock):
        with pytest.raises(TryAgainError, match=f"store {tmp_path}: unable to open"):
            SqliteStore(tmp_path, clock)

    def test_a_closed_store_says_so(self, path, clock):
        store = SqliteStore(path, clock)
        store.close()

        with pytest.raises(TryAgainError, match="closed"):
            SqliteBlobs(store).get("a")
        with pytest.raises(TryAgainError, match="closed"):
            SqliteBlobs(store).put("a", b"")


class TestAudit:
    """A byte that was altered behind our back is found."""

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param("UPDATE bodies SET data = X'6f6c64' WHERE id = 2", id="data"),
            pytest.param("UPDATE bodies SET data = 'new' WHERE id = 2", id="bytes into text"),
            pytest.param("DELETE FROM bodies WHERE id = 2", id="no data"),
            pytest.param("UPDATE heads SET metadata = X'7b7d' WHERE name = 'b'", id="metadata"),
            pytest.param(
                "UPDATE heads SET etag = 'x' || substr(etag, 2) WHERE name = 'b'", id="salt"
            ),
            pytest.param(
                "UPDATE heads SET etag = substr(etag, 1, 79) || 'x' WHERE name = 'b'", id="sum"
            ),
            pytest.param("UPDATE heads SET etag = X'ff' WHERE name = 'b'", id="no text"),
            pytest.param("UPDATE heads SET body = 1 WHERE name = 'b'", id="another blob's data"),
        ],
    )
    def test_an_altered_blob_is_named(self, path, blobs, change):
        for name in "abc":
            blobs.put(name, f"data of {name}".encode(), metadata={"stage": "checks"})

        alter(path, change)

        assert list(blobs.altered()) == ["b"]

    def test_a_blob_under_another_name_is_named(self, path, blobs):
        blobs.put("a", b"odd")

        alter(path, "UPDATE heads SET name = CAST(X'62ff' AS TEXT)")

        assert list(blobs.altered()) == ["b�"]

    def test_blobs_that_nobody_touched_are_as_they_were(self, store, blobs):
        for number in range(1100):
            with store.unit():
                blobs.put(f"{number}", b"", metadata={"n": f"{number}"})

        assert list(blobs.altered()) == []
        assert store.faults() == ()

    def test_a_damaged_file_is_reported_and_not_believed(self, path, clock):
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
