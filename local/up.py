"""The platform on this machine: the real functions in their host, a small CI, until Ctrl-C."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from errno import EADDRINUSE
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import function_app
from local import printing
from local.calls import keep_log
from local.ci import Ci
from local.git import point_to
from local.host import Host, route_prefix
from local.process import free_port
from local.pump import Unsaved
from local.registering import BARE, SPOOL, Wanted, register
from local.spool import Spool
from shared import catalogue
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.adapters.sqlite_bus import SqliteBus
from shared.core.errors import RefusedError
from shared.files.durable import locked
from shared.wiring import World, world
from shared.wiring.laptop import store_in, tracking_in

APPROVER = "rita@bank.example"
FIRST = Wanted(repository="team/model", team="team")
SCHEDULES = {"DEADLINES": "*/2 * * * * *", "RECONCILE": "*/30 * * * * *"}
ABREAST = {queue: 2 for queue in ("run-checks", "promote-model", "publish-model", "collect-job")}


def serve(home: Path, port: int) -> None:
    """Run until a signal ends it, and say where everything is."""
    address = f"http://127.0.0.1:{port or free_port()}"
    os.environ.setdefault("GATEHOUSE_ROLES", f"release-manager={APPROVER}")
    os.environ["GATEHOUSE_ADDRESS"] = address
    here = world()
    with only_one(here.settings.home):
        keep_log(logging.INFO, here.settings.home / "host.log")
        if isinstance(here.broker, SqliteBus):
            here.broker.reclaim()
        with nullcontext() if here.settings.neighbours.hosts else repositories_at_home(here):
            open_doors(here)


def open_doors(here: World) -> None:
    """Serve until a signal ends it.  Raises `RefusedError` where the port is taken."""
    try:
        host_for(here).serve_forever(announce=lambda _: say_where(here))
    except OSError as error:
        if error.errno != EADDRINUSE:
            raise
        raise RefusedError(
            f"{here.settings.address}: somebody listens there; choose another --port"
        ) from error


def host_for(here: World) -> Host:
    """The host of the real functions, on the port that their address names."""
    own_bus = isinstance(here.broker, SqliteBus)
    return Host(
        app=function_app.app,
        clock=here.clock,
        broker=here.broker,
        store=store_in(here.settings.home) if own_bus else Unsaved(),
        settings={name: os.environ.get(name, usual) for name, usual in SCHEDULES.items()},
        abreast=ABREAST,
        prefix=route_prefix(Path(function_app.__file__).with_name("host.json")),
        port=urlsplit(here.settings.address).port or 80,
    )


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Keep a second platform out of the same home, which the first one makes.

    Raises `RefusedError` where one is there.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as held:
        try:
            held.enter_context(locked(home, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise RefusedError(f"{home}: a platform runs here; stop it or name another") from error
        yield


@contextmanager
def repositories_at_home(here: World) -> Iterator[None]:
    """Have a repository to push to, hooks that know the address, MLflow's tables, and a CI."""
    home = here.settings.home
    if not any(catalogue.registered(here.blobs)):
        register(here, FIRST)
    point_to(home / BARE, here.settings.address)
    Thread(target=MlflowRegistry(tracking_in(home)).prepare, daemon=True).start()
    with tests_running(here):
        yield


@contextmanager
def tests_running(here: World) -> Iterator[None]:
    """Test every commit that is pushed, as a team's CI would."""
    home, stop = here.settings.home, Event()
    ci = Ci(repositories=home / BARE, spool=Spool(directory=home / SPOOL), source=here.source)
    thread = Thread(target=ci.run_forever, args=(stop,), name="ci")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def say_where(here: World) -> None:
    """Where to look, and where to push."""
    facts = {"status page": f"{here.settings.address}/api/runs"}
    for one in catalogue.registered(here.blobs):
        facts[f"push {one.branch} of {one.repository} to"] = one.url
    facts["letters to approvers"] = str(here.settings.home / "mail")
    console = printing.console()
    console.print("Gatehouse is up; Ctrl-C stops it.")
    printing.print_facts(facts)
