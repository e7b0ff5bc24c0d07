"""A whole app, served in one process."""

import logging
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import azure.functions as func
import httpx
import pytest

from local.bindings import declared
from local.faults import UnfitAppError
from local.host import Host, route_prefix
from local.timers import Timers
from shared.adapters.memory_bus import MemoryBus
from shared.adapters.sqlite_bus import SqliteBus
from shared.adapters.sqlite_store import SqliteStore
from shared.core.candidate import Candidate
from shared.core.messages import RunChecks
from shared.envelope import Envelope

LONG = 60
"""Seconds after which a test is hopeless rather than slow."""


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def order(name: str) -> Envelope:
    """A message for the queue `run-checks`."""
    candidate = Candidate(repository="churn", commit="c0ffee", model="churn")
    return Envelope(id=name, body=RunChecks(candidate=candidate, step="checks"), time=now())


def post_office(bus, heard) -> func.FunctionApp:
    """An app that takes letters at an address and reads them at a queue."""
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

    @app.route("letters/{name}", methods=["POST"])
    def on_letter(req: func.HttpRequest) -> func.HttpResponse:
        bus.publish([order(req.route_params["name"])])
        return func.HttpResponse(status_code=202)

    @app.service_bus_queue_trigger("message", "SERVICE_BUS", "%LETTERS%")
    def on_order(message: func.ServiceBusMessage) -> None:
        heard.append(message.message_id)
        if message.message_id == "last":
            heard.done.set()

    return app


class Heard(list):
    """What was heard, and whether it was all."""

    def __init__(self):
        self.done = Event()


def test_what_is_taken_at_an_address_is_read_at_a_queue(tmp_path):
    store, heard = SqliteStore(tmp_path / "store.db", now), Heard()
    bus = SqliteBus(store)
    app = post_office(bus, heard)

    with Host(
        app=app, broker=bus, clock=now, store=store, settings={"LETTERS": "run-checks"}
    ) as host:
        for name in ("first", "last"):
            assert httpx.post(f"{host.address}/api/letters/{name}").status_code == 202
        assert heard.done.wait(LONG)
    store.close()

    assert sorted(heard) == ["first", "last"]


def test_a_bus_that_cannot_be_saved_together_will_do():
    bus, heard = MemoryBus(clock=now), Heard()

    with Host(
        app=post_office(bus, heard), broker=bus, clock=now, settings={"LETTERS": "run-checks"}
    ):
        bus.publish([order("last")])
        assert heard.done.wait(LONG)

    assert heard == ["last"]


def test_an_unfit_app_is_refused_before_any_door_opens():
    bus = MemoryBus(clock=now)

    with pytest.raises(UnfitAppError, match="queueName %LETTERS% names a setting"):
        Host(app=post_office(bus, Heard()), broker=bus, clock=now)


def test_where_the_port_is_taken_nothing_is_started():
    bus, heard = MemoryBus(clock=now), Heard()
    app, interval = post_office(bus, heard), sys.getswitchinterval()
    bus.publish([order("last")])

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        host = Host(app=app, broker=bus, clock=now, settings={"LETTERS": "run-checks"}, port=port)
        with pytest.raises(OSError, match="in use"):
            host.start()

    assert heard == []
    assert sys.getswitchinterval() == interval


def test_a_host_that_was_stopped_answers_no_more():
    bus = MemoryBus(clock=now)
    host = Host(
        app=post_office(bus, Heard()), broker=bus, clock=now, settings={"LETTERS": "run-checks"}
    )

    with host:
        address = host.address

    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_the_prefix_is_that_of_the_apps_own_file(tmp_path):
    file = tmp_path / "host.json"

    file.write_text('{"version": "2.0", "extensions": {"http": {"routePrefix": "gate"}}}')
    assert route_prefix(file) == "gate"

    file.write_text('{"version": "2.0", "logging": {}}')
    assert route_prefix(file) == "api"


def clockwork(act, schedule="* * * * * *", *, at_start=False) -> func.FunctionApp:
    """An app with a door behind a clock."""
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

    @app.timer_trigger("timer", schedule, run_on_startup=at_start)
    def on_time(timer: func.TimerRequest) -> None:
        act(timer)

    return app


def test_a_timer_rings_at_start_and_then_by_its_schedule(caplog):
    ticks, twice = [], Event()

    def act(timer):
        ticks.append(timer)
        if len(ticks) == 2:
            twice.set()
        raise ValueError("a timer that fails rings again all the same")

    with Host(app=clockwork(act, at_start=True), broker=MemoryBus(clock=now), clock=now):
        assert twice.wait(LONG)

    assert not ticks[0].past_due
    assert ticks[1].schedule_status["Last"] is not None
    assert all(
        record.levelno == logging.ERROR for record in caplog.records if record.name != "root"
    )


def test_a_timer_leaves_out_what_came_due_while_its_door_was_open():
    missed, rung, twice = [timedelta()], [], Event()

    def act(timer):
        rung.append(timer)
        missed.append(timedelta(hours=1))
        if len(rung) == 2:
            twice.set()

    timers = Timers(
        timers=declared(clockwork(act, at_start=True), {}).timers, clock=lambda: now() + missed[-1]
    )
    timers.start()
    assert twice.wait(LONG)
    timers.stop()

    assert [timer.past_due for timer in rung] == [False, False]


SERVED = """
import sys
from datetime import UTC, datetime
import azure.functions as func
from local.host import Host
from shared.adapters.memory_bus import MemoryBus

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

@app.route("ping")
def on_ping(req: func.HttpRequest) -> str:
    return "pong"

def now():
    return datetime.now(UTC)

host = Host(app=app, broker=MemoryBus(clock=now), clock=now)
host.serve_forever(lambda address: print(address, flush=True))
print("ended well")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well(number):
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", SERVED], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        address = process.stdout.readline().strip()
        assert httpx.get(f"{address}/api/ping").text == "pong"

        process.send_signal(number)

        assert process.stdout.read() == "ended well\n"
    assert process.returncode == 0
