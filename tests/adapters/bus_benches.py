"""The benches on which every bus is tried: both its ends, and how time passes there."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Protocol

import pytest

from shared.adapters.memory_bus import MemoryBus
from shared.adapters.service_bus import ServiceBus, ServiceBusBroker
from shared.adapters.service_bus.places import Place
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.ports import DUPLICATES_WINDOW, Delivery
from tests.adapters import sending
from tests.adapters.sending import CHECKS, LOCK, QUEUE
from tests.settable_clock import SettableClock
from tests.standins import service_bus

SECOND = timedelta(seconds=1)
STRANGERS = timedelta(minutes=1)
"""How much two clocks may differ."""


class Pace(Protocol):
    """How time passes: `lock`, `window` and `rest` are what is short, but long enough, here."""

    lock: timedelta
    window: timedelta
    rest: timedelta

    def nearly(self, duration: timedelta) -> None:
        """Let more than half of the duration pass, but not all of it."""

    def past(self, duration: timedelta) -> None:
        """Let the duration pass."""

    def is_now(self, moment: datetime) -> bool:
        """Whether it is that time."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Time passes when a test says so, to the second."""

    clock: SettableClock = field(default_factory=SettableClock)
    lock: timedelta = LOCK
    window: timedelta = DUPLICATES_WINDOW
    rest: timedelta = timedelta(seconds=30)

    def nearly(self, duration: timedelta) -> None:
        self.clock.now += duration - SECOND

    def past(self, duration: timedelta) -> None:
        self.clock.now += duration

    def is_now(self, moment: datetime) -> bool:
        return moment == self.clock()


@dataclass(frozen=True, kw_only=True)
class Waited:
    """Time passes by itself, and nobody can say how long a busy machine takes for anything."""

    lock: timedelta
    window: timedelta
    rest: timedelta = SECOND

    def nearly(self, duration: timedelta) -> None:
        time.sleep(0.6 * duration.total_seconds())

    def past(self, duration: timedelta) -> None:
        time.sleep(1.05 * duration.total_seconds())

    def is_now(self, moment: datetime) -> bool:
        return abs(datetime.now(UTC) - moment) < STRANGERS


@dataclass(kw_only=True)
class Bench:
    """A bus and its receiving end.

    `mark` begins the ids that are sent here, `lacks` tells of promises the vendor does not make.
    """

    bus: object
    broker: object
    pace: Pace
    mark: str = ""
    lent: list[Delivery] = field(default_factory=list)
    lacks: Mapping[str, str] = field(default_factory=dict)

    def send(self, *ids, body=CHECKS, delay=timedelta()):
        sending.send(self.bus, *(self.mark + id for id in ids), body=body, delay=delay)

    def receive(self, *, queue=QUEUE, limit=10):
        deliveries = list(self.broker.receive(queue, limit=limit, lock=self.pace.lock))
        self.lent += deliveries
        return deliveries

    def needs(self, promise):
        """Skip the test where the vendor does not promise as much."""
        if promise in self.lacks:
            pytest.skip(self.lacks[promise])


@contextmanager
def in_memory(request):
    pace = Told()
    bus = MemoryBus(clock=pace.clock)
    yield Bench(bus=bus, broker=bus, pace=pace)


@contextmanager
def in_sqlite(request):
    pace = Told()
    store = SqliteStore(request.getfixturevalue("tmp_path") / "store.db", pace.clock)
    bus = SqliteBus(store)
    yield Bench(bus=bus, broker=bus, pace=pace)
    store.close()


@contextmanager
def over_amqp(request):
    bus, broker, pace = request.getfixturevalue("amqp")
    bench = Bench(bus=bus, broker=broker, pace=pace, mark=f"{next(TESTS)}/", lacks=UNPROMISED)
    clear(bench)
    yield bench
    for delivery in bench.lent:
        broker.complete(delivery)


@contextmanager
def both_ends():
    """A bus over AMQP, its receiving end, and its pace; links take long to open, so they stay."""
    with service_bus.namespace() as (address, lock, window):
        bus, broker = ServiceBus(address), ServiceBusBroker(address)
        yield bus, broker, Waited(lock=lock * SECOND, window=window * SECOND)
        with ThreadPoolExecutor(2) as pool:
            pool.submit(broker.close)
            pool.submit(bus.close)


# Whoever carries messages is added here, and nowhere else.
ADAPTERS: dict[str, Callable[[pytest.FixtureRequest], AbstractContextManager[Bench]]] = {
    "memory": in_memory,
    "sqlite": in_sqlite,
    "amqp": over_amqp,
}
TESTS = count(time.time_ns() // 1_000_000)
UNPROMISED = {
    "order by readiness": "Service Bus promises no order for what was scheduled",
}


def clear(bench):
    """Leave nothing of an earlier test: what waits is completed, what is lent waited for."""
    for aside in bench.bus.aside():
        bench.bus.drop_aside(aside.token)
    for queue in (QUEUE, "events"):
        while waiting(bench, queue):
            for delivery in bench.receive(queue=queue, limit=100):
                bench.broker.complete(delivery)


def waiting(bench, queue):
    """Whether anything is in the queue, be it lent or delayed."""
    with bench.broker.receivers.to(Place(queue=queue)) as receiver:
        return receiver.peek_messages(1, sequence_number=1)
