"""What every bus that we run ourselves promises, at both its ends."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from shared.adapters.memory_bus import MemoryBus
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.codec import read
from shared.core.messages import RunChecks
from shared.envelope import Envelope
from shared.ports import DUPLICATES_WINDOW, MAX_DELIVERIES
from tests.adapters.sending import CHECKS, LOCK, SAID, SUPERSEDED, ids, receive, send
from tests.settable_clock import SettableClock


@contextmanager
def in_memory(folder: Path, clock: SettableClock) -> Iterator[MemoryBus]:
    yield MemoryBus(clock=clock)


@contextmanager
def in_sqlite(folder: Path, clock: SettableClock) -> Iterator[SqliteBus]:
    store = SqliteStore(folder / "store.db", clock)
    yield SqliteBus(store)
    store.close()


# Whoever carries messages is added here, and nowhere else.
ADAPTERS: dict[str, Callable[[Path, SettableClock], AbstractContextManager]] = {
    "memory": in_memory,
    "sqlite": in_sqlite,
}


@pytest.fixture
def clock():
    return SettableClock()


@pytest.fixture(params=ADAPTERS)
def bus(request, tmp_path, clock):
    with ADAPTERS[request.param](tmp_path, clock) as bus:
        yield bus


def test_what_was_sent_is_received_as_it_was(bus, clock):
    sent = Envelope(id="push-1.0", body=CHECKS, time=SAID, traceparent="00-1-2-01")
    bus.publish([sent])

    (delivery,) = receive(bus)

    assert read(delivery.data, RunChecks) == sent
    assert (delivery.id, delivery.queue, delivery.count) == ("push-1.0", "run-checks", 1)


def test_nothing_sent_is_nothing_received(bus):
    bus.publish([])

    assert list(receive(bus)) == []


def test_every_command_goes_to_the_queue_of_its_kind_and_every_event_to_events(bus, clock):
    send(bus, "push-1.0", body=CHECKS)
    send(bus, "push-2", body=SUPERSEDED)

    assert ids(receive(bus, queue="events")) == ["push-2"]
    assert ids(receive(bus)) == ["push-1.0"]
    assert ids(receive(bus, queue="start-training")) == []


def test_messages_come_in_the_order_they_were_sent(bus, clock):
    send(bus, "c", "a", "b")

    assert ids(receive(bus, limit=2)) == ["c", "a"]
    assert ids(receive(bus, limit=2)) == ["b"]


def test_messages_come_in_the_order_they_become_ready(bus, clock):
    send(bus, "late", delay=timedelta(seconds=30))
    send(bus, "soon", delay=timedelta(seconds=10))
    clock.advance(seconds=20)
    send(bus, "now")
    clock.advance(seconds=20)

    assert ids(receive(bus)) == ["soon", "now", "late"]


def test_a_message_that_was_completed_never_comes_again(bus, clock):
    send(bus, "a")
    (delivery,) = receive(bus)

    bus.complete(delivery)

    clock.advance(hours=1)
    assert ids(receive(bus)) == []


def test_a_message_is_lent_to_one_receiver_at_a_time(bus, clock):
    send(bus, "a")
    receive(bus)

    clock.advance(seconds=59)

    assert ids(receive(bus)) == []


def test_a_message_whose_lock_has_expired_comes_again(bus, clock):
    send(bus, "a")
    (first,) = receive(bus)

    clock.advance(seconds=60)
    (second,) = receive(bus)

    assert (first.count, second.count) == (1, 2)
    assert (first.id, first.data) == (second.id, second.data)


def test_completing_after_the_lock_was_lost_is_harmless_to_the_next_receiver(bus, clock):
    send(bus, "a")
    (late,) = receive(bus)
    clock.advance(minutes=2)
    (held,) = receive(bus)

    bus.complete(late)
    bus.abandon(late)

    assert ids(receive(bus)) == []
    assert bus.renew(held, lock=LOCK)


def test_completing_twice_is_harmless_to_other_messages(bus, clock):
    send(bus, "a")
    (first,) = receive(bus)
    bus.complete(first)
    send(bus, "b")
    (second,) = receive(bus)

    bus.complete(first)

    assert bus.renew(second, lock=LOCK)


def test_a_renewed_lock_lasts_longer(bus, clock):
    send(bus, "a")
    (delivery,) = receive(bus)
    clock.advance(seconds=50)

    assert bus.renew(delivery, lock=LOCK)

    clock.advance(seconds=50)
    assert ids(receive(bus)) == []
    bus.complete(delivery)
    clock.advance(seconds=50)
    assert ids(receive(bus)) == []


def test_a_lost_lock_cannot_be_renewed(bus, clock):
    send(bus, "a", "b")
    lost, done = receive(bus)
    bus.complete(done)
    clock.advance(minutes=2)
    receive(bus)

    assert not bus.renew(lost, lock=LOCK)
    assert not bus.renew(done, lock=LOCK)


def test_a_message_given_back_comes_again_at_once(bus, clock):
    send(bus, "a")

    bus.abandon(receive(bus)[0])

    assert [(delivery.id, delivery.count) for delivery in receive(bus)] == [("a", 2)]


def test_a_message_given_back_with_a_delay_comes_after_it(bus, clock):
    send(bus, "a")

    bus.abandon(receive(bus)[0], delay=timedelta(seconds=30))

    clock.advance(seconds=29)
    assert ids(receive(bus)) == []
    clock.advance(seconds=1)
    assert ids(receive(bus)) == ["a"]


def test_a_message_sent_with_a_delay_comes_after_it(bus, clock):
    send(bus, "a", delay=timedelta(hours=2))

    clock.advance(hours=1)
    assert ids(receive(bus)) == []
    clock.advance(hours=1)
    assert ids(receive(bus)) == ["a"]


def test_a_message_nobody_handles_is_set_aside_after_the_last_delivery(bus, clock):
    send(bus, "a")
    counts = []
    while deliveries := receive(bus, limit=1):
        counts += [delivery.count for delivery in deliveries]
        bus.abandon(deliveries[0])

    (aside,) = bus.aside()

    assert counts == list(range(1, MAX_DELIVERIES + 1))
    assert (aside.queue, aside.id, aside.at) == ("run-checks", "a", clock())
    assert f"delivered {MAX_DELIVERIES} times" in aside.reason


def test_a_worn_out_message_does_not_hide_the_next_one(bus, clock):
    send(bus, "worn", "next")
    for _ in range(MAX_DELIVERIES):
        bus.abandon(receive(bus, limit=1)[0], delay=timedelta(days=-1))

    assert ids(receive(bus, limit=1)) == ["next"]


def test_a_message_set_aside_by_its_handler_is_kept_until_somebody_was_told(bus, clock):
    bus.set_aside(b"nonsense", "not a message we know")
    bus.set_aside(b"rubbish", "nor this")
    first, second = bus.aside()

    bus.drop_aside(first.seq)

    assert (first.data, first.reason, first.at) == (b"nonsense", "not a message we know", clock())
    assert list(bus.aside()) == [second]


def test_an_id_sent_again_within_the_window_is_dropped(bus, clock):
    send(bus, "a", "a")
    bus.complete(receive(bus, limit=1)[0])
    clock.now += DUPLICATES_WINDOW - timedelta(seconds=1)

    send(bus, "a", "b")

    assert ids(receive(bus)) == ["b"]


def test_an_id_sent_again_after_the_window_is_carried(bus, clock):
    send(bus, "a")
    bus.complete(receive(bus)[0])
    clock.now += DUPLICATES_WINDOW

    send(bus, "a")

    assert ids(receive(bus)) == ["a"]


def test_the_window_begins_with_the_last_message_that_was_carried(bus, clock):
    for minutes in (0, 7, 7, 7):
        clock.advance(minutes=minutes)
        send(bus, "a")

    assert len(receive(bus)) == 2


def test_the_same_id_in_another_queue_is_another_message(bus, clock):
    send(bus, "a", body=CHECKS)
    send(bus, "a", body=SUPERSEDED)

    assert ids(receive(bus)) == ids(receive(bus, queue="events")) == ["a"]


def test_many_competing_receivers_get_each_message_once(bus, clock):
    sent = [f"push-{number}" for number in range(300)]
    send(bus, *sent)

    def drain(_) -> list[str]:
        received = []
        while deliveries := receive(bus, limit=7):
            received += ids(deliveries)
            for delivery in deliveries:
                bus.complete(delivery)
        return received

    with ThreadPoolExecutor(8) as pool:
        received = [id for drained in pool.map(drain, range(8)) for id in drained]

    assert sorted(received) == sorted(sent)
