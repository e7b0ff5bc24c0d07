"""Azure Functions on one machine: an app's doors behind addresses, queues and clocks, in process."""

import gc
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Self

import azure.functions as func

from local.bindings import declared
from local.pump import Pump, Unsaved
from local.server import Server
from local.timers import Timers
from local.web import web
from local.worker import Store
from shared.codec import parse
from shared.ports import Broker, Clock

SWITCH = 0.0005
"""Seconds one thread may compute while others wait.

With Python's 5 ms a door that computes makes every other door tens of times slower, because those
give up the interpreter at each call to the store and then wait for it.
"""


RUBBISH = 50_000
"""Objects made before Python looks for circles among them: a run makes many, and hardly a circle."""


@dataclass(kw_only=True)
class Host:
    """Serves an app with the neighbours it is given.

    `settings` resolves `%NAMES%` in triggers, `abreast` tells how many threads serve a queue at
    once (1 unless told), port 0 takes any port.  Raises `UnfitAppError` for an app that it, or
    Azure, would not load.
    """

    app: func.FunctionApp
    broker: Broker
    clock: Clock
    store: Store = field(default_factory=Unsaved)
    settings: Mapping[str, str] = field(default_factory=dict)
    abreast: Mapping[str, int] = field(default_factory=dict)
    prefix: str = "api"
    host: str = "127.0.0.1"
    port: int = 0
    server: Server = field(init=False)
    pump: Pump = field(init=False)
    timers: Timers = field(init=False)
    ending: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        """Find every door, and refuse at once what could not be served later."""
        found = declared(self.app, self.settings)
        self.server = Server(app=web(found.routes, self.prefix), host=self.host, port=self.port)
        self.pump = Pump(
            consumers=found.consumers, broker=self.broker, store=self.store, abreast=self.abreast
        )
        self.timers = Timers(timers=found.timers, clock=self.clock)

    def start(self) -> None:
        """Open every door.  Raises `OSError` where the port is taken."""
        with ExitStack() as undo:
            undo.callback(sys.setswitchinterval, sys.getswitchinterval())
            sys.setswitchinterval(SWITCH)
            undo.callback(gc.set_threshold, *gc.get_threshold())
            gc.set_threshold(RUBBISH)
            gc.freeze()
            for part in (self.server, self.pump, self.timers):
                part.start()
                undo.callback(part.stop)
            self.ending = undo.pop_all()

    @property
    def address(self) -> str:
        """Where to knock."""
        return self.server.address

    def stop(self) -> None:
        """Finish what is in hand, and close every door."""
        self.ending.close()

    def serve_forever(self, announce: Callable[[str], object] = lambda address: None) -> None:
        """Serve until we are told to end, and `announce` the address once every door is open.

        Who tells us twice does not want to wait: what is in hand is then brought again later.
        """
        with told_to_end() as told, self:
            announce(self.address)
            told.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@contextmanager
def told_to_end() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set, once; afterwards they mean what they meant before."""
    told = Event()
    before = {
        number: signal.signal(number, lambda *_: told.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True, kw_only=True)
class Http:
    """What `host.json` says of addresses."""

    routePrefix: str = "api"


@dataclass(frozen=True, kw_only=True)
class Extensions:
    """What `host.json` says of each kind of trigger."""

    http: Http = field(default_factory=Http)


@dataclass(frozen=True, kw_only=True)
class HostFile:
    """The part of `host.json` that this host heeds."""

    extensions: Extensions = field(default_factory=Extensions)


def route_prefix(host_json: Path) -> str:
    """What every address begins with, by the app's own `host.json`."""
    return parse(HostFile, host_json.read_bytes()).extensions.http.routePrefix
