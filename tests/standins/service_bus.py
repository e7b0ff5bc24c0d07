"""The Service Bus that tests speak to: a real namespace where one is named, else the stand-in.

The stand-in speaks AMQP 1.0 as the service does, in a process of its own, and forgets everything when
it ends.  It lies where SERVICE_BUS_STANDIN says, or beside the repository.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from local.process import free_port
from shared.adapters.service_bus import QUEUES, SET_ASIDE, SUBSCRIPTION, TOPIC

ROOT = Path(__file__).parents[2]
NAMED = os.environ.get("TEST_SERVICE_BUS", "")
BESIDE = ROOT.parent / "shared" / "tools" / "servicebus"
FOLDER = Path(os.environ.get("SERVICE_BUS_STANDIN") or BESIDE)
PROGRAM = FOLDER / "broker_aio.py"
MISSING = (
    "NOT TESTED over AMQP: there is no stand-in for Service Bus; name the folder that holds "
    f"{PROGRAM.name} in SERVICE_BUS_STANDIN, or a namespace to test with in "
    "TEST_SERVICE_BUS"
)
KEY = "devkey"
LOCK, WINDOW = 1.5, 1.5
SHORTEST_LOCK, SHORTEST_WINDOW = 5, 20
"""Seconds that a message is lent for, and an id remembered: by the stand-in, and the least that a
namespace can be told; one to test with has to be told just that."""


def entities(**settings):
    """All queues and the topic, as the stand-in is told of them."""
    given = {"lock_s": LOCK, "dedup_s": WINDOW, "max_delivery": 10, **settings}
    return {
        "queues": {**dict.fromkeys(QUEUES, given), SET_ASIDE: {**given, "dedup_s": 0}},
        "topics": {TOPIC: {**given, "subscriptions": {SUBSCRIPTION: {**given, "dedup_s": 0}}}},
    }


def connection_to(port, key=KEY):
    """The connection string of an emulator on this machine."""
    return (
        f"Endpoint=sb://localhost:{port};SharedAccessKeyName=RootManageSharedAccessKey;"
        f"SharedAccessKey={key};UseDevelopmentEmulator=true"
    )


@dataclass(kw_only=True)
class StandIn:
    """The stand-in on a port of this machine."""

    folder: Path
    configuration: Mapping = field(default_factory=entities)
    port: int = field(default_factory=free_port)
    running: subprocess.Popen | None = None

    @property
    def address(self):
        """The connection string that leads to it."""
        return connection_to(self.port)

    def start(self):
        """Start it, empty, and wait until it listens."""
        configuration = self.folder / "entities.json"
        configuration.write_text(json.dumps(self.configuration))
        self.running = subprocess.Popen(
            [sys.executable, "-B", PROGRAM, str(self.port), configuration],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.running.stdout.readline() == "listening\n"

    def stop(self):
        """End it: connections break, and all it held is forgotten."""
        self.running.kill()
        self.running.wait()
        self.running.stdout.close()


@contextmanager
def namespace():
    """Where to test, and for how long a message is lent there and an id remembered, in seconds."""
    if NAMED:
        yield NAMED, SHORTEST_LOCK, SHORTEST_WINDOW
    else:
        with stand_in() as broker:
            yield broker.address, LOCK, WINDOW


@contextmanager
def stand_in(**settings):
    """A stand-in of one's own, with settings for all its queues; skips where there can be none."""
    if not PROGRAM.is_file():
        pytest.skip(MISSING)
    with TemporaryDirectory() as folder:
        broker = StandIn(folder=Path(folder), configuration=entities(**settings))
        broker.start()
        try:
            yield broker
        finally:
            broker.stop()
