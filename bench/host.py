"""What the embedded host adds to a handled message: one alone, a thousand waiting, its argument."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter

import azure.functions as func

from local.arguments import message
from local.bindings import declared
from local.pump import Pump
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.adapters.system_clock import system_clock
from shared.core.candidate import Candidate
from shared.core.messages import RunChecks
from shared.envelope import Envelope
from shared.ports import Delivery

QUEUE = "run-checks"
ALONE = 500
WAITING = 1_000
TURNS = 5
ARGUMENTS = 20_000
CANDIDATE = Candidate(repository="bank/churn", commit="c0ffee" * 6, model="churn")


class Counting:
    """A door that does nothing but count, and tells when it has seen enough."""

    def __init__(self) -> None:
        self.left = 0
        self.done = Event()

    def expect(self, number: int) -> None:
        """Tell when so many more have come."""
        self.left = number
        self.done.clear()

    def app(self) -> func.FunctionApp:
        """An app with this door."""
        app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

        @app.service_bus_queue_trigger("message", "SERVICE_BUS", QUEUE)
        def on_message(message: func.ServiceBusMessage) -> None:
            self.left -= 1
            if not self.left:
                self.done.set()

        return app


@contextmanager
def stored() -> Iterator[SqliteBus]:
    """A bus in a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "store.db", system_clock)
        yield SqliteBus(store)
        store.close()


@contextmanager
def pumping(bus: SqliteBus, door: Counting) -> Iterator[None]:
    """The bus's messages are brought to the door."""
    consumers = declared(door.app(), {}).consumers
    pump = Pump(consumers=consumers, broker=bus, store=bus.store)
    pump.start()
    yield
    pump.stop()


def order(name: str) -> Envelope[RunChecks]:
    """A message for the door."""
    body = RunChecks(candidate=CANDIDATE, step="checks")
    return Envelope(id=name, body=body, time=system_clock())


def alone(bus: SqliteBus, door: Counting, name: str) -> float:
    """Seconds from sending a message until it is at the door."""
    message = order(name)
    door.expect(1)
    began = perf_counter()
    bus.publish([message])
    door.done.wait()
    return perf_counter() - began


def waiting(number: int) -> float:
    """Seconds in which a pump that starts handles so many messages, and stops."""
    door = Counting()
    door.expect(number)
    with stored() as bus:
        bus.publish([order(f"{one}") for one in range(number)])
        began = perf_counter()
        with pumping(bus, door):
            door.done.wait()
        return perf_counter() - began


def argument() -> float:
    """Seconds it takes to make a message as a door wants it."""
    delivery = Delivery(token="1.0", queue=QUEUE, id="push-1.0", data=b"x" * 1_000, count=1)
    began = perf_counter()
    for _ in range(ARGUMENTS):
        message(delivery)
    return (perf_counter() - began) / ARGUMENTS


def main() -> None:
    """Measure, and print a line for each figure."""
    logging.disable(logging.WARNING)
    door = Counting()
    with stored() as bus, pumping(bus, door):
        one = median(alone(bus, door, f"{turn}") for turn in range(ALONE))
    many = median(waiting(WAITING) for _ in range(TURNS))
    print(f"host: one message alone: {one * 1e6:.0f} us from sending to the door, {1 / one:.0f}/s")
    print(
        f"host: {WAITING} messages waiting: {WAITING / many:.0f} handled/s, start and stop included"
    )
    print(f"host: the argument of a door: {argument() * 1e6:.1f} us")


if __name__ == "__main__":
    main()
