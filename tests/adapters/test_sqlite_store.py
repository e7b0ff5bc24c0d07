"""What the SQLite store promises beyond its ports: units, batches, shared commits."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.ports import NEW, ConflictError
from tests.adapters.sending import LOCK, QUEUE, ids, receive, send
from tests.settable_clock import SettableClock


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


def waiting(bus):
    return ids(receive(bus))


def elsewhere(work, *arguments):
    """Do something in another thread, which has no part in our unit of work."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *arguments).result()


def test_others_see_nothing_of_a_unit_before_it_is_saved(store, blobs, bus):
    with store.unit():
        blobs.put("a", b"new")
        send(bus, "m")
        assert blobs.get("a").data == b"new"
        assert elsewhere(blobs.get, "a") is None
        assert elsewhere(waiting, bus) == []

    assert elsewhere(blobs.get, "a").data == b"new"
    assert waiting(bus) == ["m"]


def test_a_unit_that_ends_in_an_error_has_changed_nothing(store, blobs, bus):
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


def test_a_unit_whose_blob_was_changed_meanwhile_changes_nothing(store, blobs, bus):
    read = blobs.put("run", b"old")

    with pytest.raises(ConflictError, match="run"), store.unit():
        blobs.put("run", b"mine", if_match=read)
        blobs.put("other", b"mine")
        send(bus, "m")
        elsewhere(blobs.put, "run", b"theirs")

    assert blobs.get("run").data == b"theirs"
    assert (blobs.get("other"), waiting(bus)) == (None, [])


def test_the_message_of_a_unit_that_came_too_late_comes_again_at_once(store, blobs, bus):
    send(bus, "m")
    (delivery,) = receive(bus)

    with pytest.raises(ConflictError), store.unit():
        blobs.put("run", b"mine", if_match=NEW)
        bus.complete(delivery)
        elsewhere(blobs.put, "run", b"theirs")

    (again,) = receive(bus)
    assert (again.id, again.count) == ("m", 1)


def test_what_a_blob_had_to_be_first_still_counts_when_it_is_changed_twice(store, blobs):
    read = blobs.put("run", b"old")

    with pytest.raises(ConflictError), store.unit():
        etag = blobs.put("run", b"one", if_match=read)
        blobs.put("run", b"two", if_match=etag)
        elsewhere(blobs.put, "run", b"theirs")

    assert blobs.get("run").data == b"theirs"


def test_an_etag_read_before_the_units_own_change_is_an_old_one(store, blobs):
    blobs.put("run", b"old")

    with store.unit():
        read = blobs.get("run").etag
        blobs.put("run", b"new", if_match=read)
        with pytest.raises(ConflictError):
            blobs.put("run", b"newer", if_match=read)

    assert blobs.get("run").data == b"new"


@pytest.mark.parametrize("known", [True, False], ids=["that is known already", "that is new to us"])
def test_a_blob_that_was_read_is_not_looked_up_again_to_be_changed(store, blobs, known):
    etag = blobs.put("run", b"old")
    blobs.get("run")
    [reader] = store.readers.idle
    queries = []
    reader.set_trace_callback(queries.append)

    with store.unit():
        blobs.get("run", if_none_match=etag if known else None)
        blobs.put("run", b"new", if_match=etag)

    assert len(queries) == 1


def test_a_unit_may_create_and_delete_the_same_blob(store, blobs):
    with store.unit():
        blobs.delete("run", if_match=blobs.put("run", b"new", if_match=NEW))

    assert blobs.get("run") is None


def test_there_is_no_unit_within_a_unit(store):
    with pytest.raises(RuntimeError, match="at hand already"), store.unit(), store.unit():
        pass


def test_a_unit_sees_what_the_earlier_ones_changed(store, blobs):
    with store.batch() as batch:
        with batch.unit():
            etag = blobs.put("run", b"one")
        with batch.unit():
            assert [blob.etag for blob in blobs.list("r")] == [etag]
            blobs.put("run", b"two", if_match=etag)
        assert blobs.get("run") is None

    assert blobs.get("run").data == b"two"


def test_a_unit_that_ends_in_an_error_takes_no_other_along(store, blobs, bus):
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


def test_a_batch_can_be_saved_midway(store, blobs):
    with pytest.raises(ZeroDivisionError), store.batch() as batch:
        with batch.unit():
            blobs.put("a", b"saved")
        batch.commit()
        with batch.unit():
            blobs.put("b", b"not saved")
        raise ZeroDivisionError

    assert [blob.name for blob in blobs.list("")] == ["a"]


def test_a_unit_that_comes_too_late_falls_with_all_that_leaned_on_it(store, blobs, bus):
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


def test_a_unit_that_changed_the_same_run_falls_too_and_the_rest_stands(store, blobs):
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


def together(store, works):
    """Have all the works saved in one transaction, and return what each gave or raised."""
    with ThreadPoolExecutor(len(works)) as pool:
        with store.writer.turn:
            answers = [pool.submit(work) for work in works]
            while len(store.writer.waiting) < len(works):
                time.sleep(0.001)
        return [answer.exception() or answer.result() for answer in answers]


def test_the_first_one_wins_and_the_others_are_told(store, blobs):
    works = [lambda n=n: blobs.put("run", b"%d" % n, if_match=NEW) for n in range(8)]
    others = [lambda n=n: blobs.put(f"other-{n}", b"x", if_match=NEW) for n in range(8)]

    answers = together(store, works + others)

    won = [answer for answer in answers[:8] if isinstance(answer, str)]
    lost = [answer for answer in answers[:8] if isinstance(answer, ConflictError)]
    assert (len(won), len(lost)) == (1, 7)
    assert blobs.get("run").etag == won[0]
    assert all(isinstance(answer, str) for answer in answers[8:])


def test_work_that_fails_harms_nobody_else(store, blobs):
    def failing(file):
        file.execute("INSERT INTO bodies VALUES (99, X'00')")
        raise ZeroDivisionError

    sound, failed = together(
        store, [lambda: blobs.put("sound", b"x"), lambda: store.writer.run(failing)]
    )

    assert blobs.get("sound").etag == sound
    assert isinstance(failed, ZeroDivisionError)
    assert store.rows(int, "SELECT id FROM bodies") == [1]


def test_many_threads_counting_in_one_blob_lose_no_count(blobs):
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


def test_threads_that_come_too_late_again_and_again_count_every_message_once(store, blobs, bus):
    send(bus, *(f"{number}" for number in range(200)))

    def count(number):
        name = f"count-{number % 3}"
        read = blobs.get(name)
        said = b"%d" % (int(read.data) + 1 if read else 1)
        blobs.put(name, said, if_match=read.etag if read else NEW)

    def serve(_):
        while deliveries := receive(bus, limit=8):
            with store.batch() as batch:
                for delivery in deliveries:
                    with batch.unit():
                        count(int(delivery.id))
                        bus.complete(delivery)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(serve, range(4)))
    serve(None)

    assert sum(int(blobs.get(blob.name).data) for blob in blobs.list("count-")) == 200


def test_a_listener_is_rung_when_its_queue_has_got_messages(store, bus):
    rung = []
    store.listen([QUEUE, "events"], lambda: rung.append(waiting(bus)))

    send(bus, "m")

    assert rung == [["m"]]


def test_a_listener_is_rung_for_what_was_given_back_or_came_too_late(store, blobs, bus):
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


def test_a_listener_sleeps_on_for_other_queues_and_for_what_was_not_saved(store, bus):
    rung = []
    store.listen(["events"], lambda: rung.append("events"))
    store.listen([QUEUE], lambda: rung.append(QUEUE))

    with pytest.raises(ZeroDivisionError), store.unit():
        send(bus, "m")
        raise ZeroDivisionError

    assert rung == []
