"""The platform on this machine: the real functions in their host, a small CI, until Ctrl-C."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import function_app
from local import printing
from local.ci import Ci
from local.git import point_to
from local.host import Host
from local.process import free_port
from local.registering import BARE, SPOOL, Wanted, register
from local.spool import Spool
from shared import catalogue
from shared.adapters.mlflow_registry import MlflowRegistry
from shared.adapters.sqlite_bus import SqliteBus
from shared.wiring import World, store_in, tracking_in, world

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
    prepare(here)
    with tests_running(here):
        host = Host(
            app=function_app.app,
            clock=here.clock,
            broker=SqliteBus(store_in(here.settings.home)),
            store=store_in(here.settings.home),
            settings=SCHEDULES,
            abreast=ABREAST,
            port=int(address.rpartition(":")[2]),
        )
        say_where(here)
        host.serve_forever()


def prepare(here: World) -> None:
    """Have a repository to push to, hooks that know the address, and MLflow's tables."""
    home = here.settings.home
    if not any(catalogue.registered(here.blobs)):
        register(here, FIRST)
    point_to(home / BARE, here.settings.address)
    Thread(target=MlflowRegistry(tracking_in(home)).prepare, daemon=True).start()


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
    console.print(printing.facts_table(facts))
