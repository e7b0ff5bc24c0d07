"""The auditor's command: every chapter of `verify`, and a verdict."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from local import printing, verify_messages, verify_releases
from local.verify import (
    Chapter,
    all_rows,
    chapter,
    histories,
    kept,
    mentioned,
    promises,
    records_in,
)
from shared.adapters.directory_artefacts import DirectoryArtefacts
from shared.adapters.mlflow_registry import MlflowRegistry, RegisteredVersion
from shared.adapters.sqlite_blobs import SqliteBlobs
from shared.adapters.sqlite_bus import SqliteBus
from shared.core.errors import RefusedError
from shared.ports import Blobs
from shared.settings import Neighbours
from shared.wiring import world
from shared.wiring.laptop import store_in, tracking_in

LEFT_OUT = ("job folders", "letters", "commit statuses", "MLflow's own run tables")


def audit(as_json: bool) -> int:
    """Print every chapter as it is done; 1 where anything does not fit, else 0."""
    done = []
    for one in chapters():
        done.append(one)
        if not as_json:
            tell(one)
    faults = sum(len(one.faults) for one in done)
    if as_json:
        printing.say_json({"faults": faults, "chapters": done, "left_out": LEFT_OUT})
    else:
        printing.console().print(f"[dim]left out, being working copies: {', '.join(LEFT_OUT)}[/]")
    return 1 if faults else 0


def tell(one: Chapter) -> None:
    """A chapter for people."""
    verdict = f"[red]{len(one.faults)} do not fit[/]" if one.faults else "[green]all fit[/]"
    console = printing.console()
    console.print(f"{one.name}: {one.compared} compared, {verdict}")
    for fault in one.faults:
        console.print(f"  [red]{printing.plain(fault)}[/]")


def chapters() -> Iterator[Chapter]:
    """Everything that is stored on this machine, one kind of thing after the other.

    Raises `RefusedError` where it is stored elsewhere: nothing found would read as nothing wrong.
    """
    here = world()
    if here.settings.neighbours != Neighbours():
        raise RefusedError(
            "verify reads what one machine has stored, and settings name neighbours elsewhere; leave"
            " them out to verify a home of this machine"
        )
    home = here.settings.home
    blobs = SqliteBlobs(store_in(home))
    yield chapter("database: its own check", [str(home)], lambda _: store_in(home).faults())
    altered = set(blobs.altered())
    yield chapter("blobs: bytes have their etags", names_in(blobs), lambda name: {name} & altered)
    yield kept(blobs)
    yield verify_messages.messages(SqliteBus(store_in(home)).kept())
    yield histories(blobs, all_rows(here.runs))
    records = list(records_in(blobs, all_rows(here.runs)))
    yield promises(records)
    yield mentioned(blobs, records)
    yield verify_releases.artefacts(DirectoryArtefacts(home / "artefacts"), records)
    yield verify_releases.registry(versions_in(home), records)


def versions_in(home: Path) -> Iterable[RegisteredVersion]:
    """What the registry holds; to look for it must not make one where none has been needed."""
    there = (home / "mlflow" / "mlflow.db").exists()
    return MlflowRegistry(tracking_in(home)).versions() if there else ()


def names_in(blobs: Blobs) -> Iterator[str]:
    """Every blob by name."""
    return (row.name for row in blobs.list(""))
