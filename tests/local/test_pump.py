"""Messages on their way from a queue to a door."""

import json
import logging
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Event

import azure.functions as func
import pytest

from local.bindings import declared
from local.pump import Pump, Unsaved
from local.roster import SLOW
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.messages import RunChecks, StatusReported
from shared.envelope import Envelope
from shared.ports import MAX_DELIVERIES

CHURN = Candidate(repository="churn", commit="c0ffee", model="churn")
LONG = 60
"""Seconds after which a test is hopeless rather than slow."""


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def order(name: object) -> Envelope:
    """A message for the queue `run-checks`."""
    return Envelope(id=str(name), body=RunChecks(candidate=CHURN, step="checks"), time=now())


def news(name: object) -> Envelope:
    """A message for the topic `events`."""
    return Envelope(id=str(name), body=StatusReported(candidate=CHURN), time=now())


def app_of(on_order=None, on_event=None) -> func.FunctionApp:
    """An app with a door behind a queue, or behind a topic, or both."""
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    if on_order:

        @app.service_bus_queue_trigger("message", "SERVICE_BUS", "run-checks")
        def on_run_checks(message: func.ServiceBusMessage) -> None:
            return on_order(message)

    if on_event:

        @app.service_bus_topic_trigger("message", "SERVICE_BUS", "events", "decider")
        def on_news(message: func.ServiceBusMessage) -> None:
            return on_event(message)

    return app


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "store.db", now)
    yield store
    store.close()


@pytest.fixture
def bus(store):
    return SqliteBus(store)


@contextmanager
def running(app, bus, store, **options):
    """A pump that brings the bus's messages to the app's doors."""
    consumers = declared(app, {}).consumers
    pump = Pump(consumers=consumers, broker=bus, store=store, pause=timedelta(), **options)
    pump.start()
    try:
        yield pump
    finally:
        pump.stop()


def look(bus, queue="run-checks"):
    """The ids of what is still in the queue, and may be received."""
    return [each.id for each in bus.receive(queue, limit=1000, lock=timedelta(seconds=1))]


def wait_for(happened: Event) -> None:
    """Wait until it has happened."""
    if not happened.wait(LONG):
        raise TimeoutError("it never happened")


def wait_until(condition) -> None:
    """Wait until the condition holds."""
    for _ in range(LONG * 100):
        if condition():
            return
        time.sleep(0.01)
    raise TimeoutError("it never happened")


@pytest.fixture(params=["sqlite", "memory"])
def either(request):
    """A bus and what saves for it."""
    if request.param == "memory":
        return MemoryBus(clock=now), Unsaved()
    store = request.getfixturevalue("store")
    return SqliteBus(store), store


def test_a_message_is_brought_once_and_then_gone(either):
    bus, store = either
    seen, done = Counter(), Event()

    def on_order(message):
        seen[message.message_id] += 1
        if len(seen) == 200:
            done.set()

    bus.publish([order(number) for number in range(200)])
    with running(app_of(on_order), bus, store):
        wait_for(done)

    assert set(seen.values()) == {1}
    assert look(bus) == []


def test_a_message_sent_while_we_wait_is_brought(bus, store):
    seen, done = [], Event()

    def on_order(message):
        seen.append(message.message_id)
        if len(seen) == 3:
            done.set()

    with running(app_of(on_order), bus, store):
        for number in range(3):
            bus.publish([order(number)])
        wait_for(done)

    assert sorted(seen) == ["0", "1", "2"]


def test_a_delayed_message_is_found_though_nobody_rings(bus, store):
    done = Event()

    with running(app_of(lambda message: done.set()), bus, store):
        bus.publish([order("later")], delay=timedelta(milliseconds=20))

        wait_for(done)


@dataclass(frozen=True)
class Unrenewing:
    """A bus that lends nothing for longer."""

    bus: SqliteBus
    refused: Event = field(default_factory=Event)

    def __getattr__(self, name):
        return getattr(self.bus, name)

    def renew(self, delivery, *, lock):
        """Refuse it."""
        self.refused.set()
        raise RefusedError("there is no such queue any more")


def test_a_delayed_message_is_found_though_the_lock_of_another_could_not_be_renewed(bus, store):
    broker, free, done = Unrenewing(bus), Event(), Event()
    app = app_of(lambda message: wait_for(free), lambda message: done.set())

    with running(app, broker, store, lock=timedelta(seconds=0.2)):
        bus.publish([order("long")])
        wait_for(broker.refused)
        bus.publish([news("later")], delay=timedelta(milliseconds=20))

        wait_for(done)
        free.set()


def test_a_message_whose_door_fails_comes_again_until_it_is_set_aside(either):
    bus, store = either
    counts = []

    def on_order(message):
        counts.append(message.delivery_count)
        raise ValueError("not today")

    bus.publish([order("bad")])
    with running(app_of(on_order), bus, store):
        wait_until(bus.aside)

    assert counts == list(range(1, MAX_DELIVERIES + 1))
    assert [each.id for each in bus.aside()] == ["bad"]


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(partial(sys.exit, 1), id="means to end the process"),
        pytest.param(lambda: "an answer", id="answers without a binding"),
    ],
)
def test_a_door_that_misbehaves_only_fails(bus, store, failure):
    counts, done = [], Event()

    def on_order(message):
        counts.append(message.delivery_count)
        if len(counts) == 1:
            return failure()
        return done.set()

    bus.publish([order("odd")])
    with running(app_of(on_order), bus, store):
        wait_for(done)

    assert counts == [1, 2]


def test_what_a_failing_door_has_sent_is_never_sent(bus, store):
    counts, done = [], Event()

    def on_order(message):
        counts.append(message.delivery_count)
        bus.publish([news(f"said at delivery {message.delivery_count}")])
        if len(counts) == 1:
            raise ValueError("after sending")
        done.set()

    bus.publish([order("half")])
    with running(app_of(on_order), bus, store):
        wait_for(done)

    assert look(bus, "events") == ["said at delivery 2"]


def test_what_follows_from_a_message_is_handled_in_its_turn(either):
    bus, store = either
    heard, done = [], Event()

    def on_order(message):
        bus.publish([news(f"{message.message_id}.0")])

    def on_event(message):
        heard.append(message.message_id)
        if len(heard) == 20:
            done.set()

    bus.publish([order(number) for number in range(20)])
    with running(app_of(on_order, on_event), bus, store):
        wait_for(done)

    assert sorted(heard) == sorted(f"{number}.0" for number in range(20))


def test_a_slow_door_does_not_hold_up_a_fast_queue(bus, store):
    slow, free, done, heard = Event(), Event(), Event(), []

    def on_order(message):
        slow.set()
        wait_for(free)

    def on_event(message):
        heard.append(message.message_id)
        if len(heard) == 100:
            done.set()

    bus.publish([order("slow")])
    with running(app_of(on_order, on_event), bus, store):
        wait_for(slow)
        bus.publish([news(number) for number in range(100)])
        wait_for(done)
        free.set()

    assert len(heard) == 100


def test_a_fast_door_that_turns_slow_holds_up_nobody(bus, store):
    slow, free, done, heard = Event(), Event(), Event(), []

    def on_order(message):
        if message.message_id == "slow":
            slow.set()
            wait_for(free)

    def on_event(message):
        heard.append(message.message_id)
        if len(heard) == 150:
            done.set()

    bus.publish([*(order(number) for number in range(50)), *(news(number) for number in range(50))])
    with running(app_of(on_order, on_event), bus, store):
        wait_until(lambda: len(heard) == 50)
        bus.publish([order("slow")])
        wait_for(slow)
        bus.publish([news(number) for number in range(50, 150)])
        wait_for(done)
        free.set()


def test_a_queue_is_served_by_as_many_threads_as_told_and_no_more(bus, store):
    pairs, busy, most = Barrier(2), [], []

    def on_order(message):
        busy.append(message.message_id)
        most.append(len(busy))
        # A door that looked fast would be given several messages at once, and wait for itself.
        time.sleep(2 * SLOW)
        pairs.wait(LONG)
        busy.remove(message.message_id)

    bus.publish([order(number) for number in range(6)])
    with running(app_of(on_order, lambda _: None), bus, store, abreast={"run-checks": 2}):
        wait_until(lambda: len(most) == 6)

    assert max(most) == 2


def test_a_message_in_hand_for_long_is_not_lent_again(bus, store):
    counts, ended = [], Event()

    def on_order(message):
        counts.append(message.delivery_count)
        time.sleep(1.2)
        ended.set()

    bus.publish([order("long")])
    with running(
        app_of(on_order), bus, store, lock=timedelta(seconds=0.5), abreast={"run-checks": 2}
    ):
        wait_for(ended)

    assert counts == [1]
    assert look(bus) == []


def test_stopping_in_the_midst_of_work_loses_nothing(bus, store):
    seen, some = Counter(), Event()

    def on_order(message):
        seen[message.message_id] += 1
        time.sleep(0.0005)
        if len(seen) == 20:
            some.set()

    bus.publish([order(number) for number in range(100)])
    with running(app_of(on_order), bus, store):
        wait_for(some)

    assert set(seen.values()) == {1}
    assert sorted([*seen, *look(bus)]) == sorted(str(number) for number in range(100))


def test_what_was_borrowed_when_told_to_stop_is_given_back(bus, store):
    seen, pumps = [], []

    def on_order(message):
        seen.append(message.message_id)
        if len(seen) == 40:
            pumps[0].roster.stop()

    with running(app_of(on_order), bus, store) as pump:
        pumps.append(pump)
        bus.publish([order(number) for number in range(100)])
        wait_until(lambda: len(seen) >= 40)

    assert len(seen) == 40
    assert len(look(bus)) == 60


class Stumbling:
    """A broker that fails the first few times it is asked."""

    def __init__(self, bus, failures):
        self.bus, self.failures = bus, failures
        self.complete, self.abandon, self.renew = bus.complete, bus.abandon, bus.renew

    def receive(self, queue, *, limit=1, lock):
        self.failures -= 1
        if self.failures >= 0:
            raise OSError("the disk is full")
        return self.bus.receive(queue, limit=limit, lock=lock)


def test_trouble_with_the_bus_is_outlived(bus, store):
    done = Event()

    bus.publish([order("patient")])
    with running(app_of(lambda message: done.set()), Stumbling(bus, 2), store):
        wait_for(done)


def test_each_message_leaves_one_line_in_the_log(bus, store, caplog):
    caplog.set_level(logging.INFO, "gatehouse.host")
    done = Event()

    bus.publish([order("push-1.0")])
    with running(app_of(lambda message: done.set()), bus, store):
        wait_for(done)

    (line,) = [
        json.loads(record.getMessage()) for record in caplog.records if record.name != "root"
    ]
    assert {key: line[key] for key in ("level", "door", "about", "outcome")} == {
        "level": "info",
        "door": "on_run_checks",
        "about": "push-1.0",
        "outcome": "done",
    }


def test_a_failure_leaves_its_trace_in_the_log(bus, store, caplog):
    done = Event()

    def on_order(message):
        if message.delivery_count == 1:
            raise ValueError("not today")
        done.set()

    bus.publish([order("push-1.0")])
    with running(app_of(on_order), bus, store):
        wait_for(done)

    (line,) = [
        json.loads(record.getMessage()) for record in caplog.records if record.name != "root"
    ]
    assert (line["outcome"], line["error"]) == ("failed", "ValueError('not today')")
    assert "in on_order" in line["trace"]
