"""What becomes of units of work when they are saved: each stands as a whole or falls as a whole."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta

from shared.adapters import sqlite_messages
from shared.adapters.sqlite_heads import Heads
from shared.adapters.sqlite_unit import Unit


def save(
    file: sqlite3.Connection, units: Sequence[Unit], *, now: float, window: timedelta
) -> Sequence[Unit]:
    """Write the units in their order, and return those that fell.

    A unit falls when a blob is no longer what it needs to be, or when it leaned on one that fell.
    The messages it had completed are delivered again, as after a crash before saving.
    """
    heads = Heads(file)
    standing, fallen = sift(units, heads)
    heads.write()
    write_messages(file, standing, window)
    if lost := [delivery for unit in fallen for delivery in unit.completed]:
        sqlite_messages.take_back(file, lost, now)
    return fallen


def sift(units: Sequence[Unit], heads: Heads) -> tuple[Sequence[Unit], Sequence[Unit]]:
    """The units that stand, and those that fall."""
    standing: list[Unit] = []
    fallen: list[Unit] = []
    spoilt: set[str] = set()
    for unit in units:
        if unit.leaned.isdisjoint(spoilt) and heads.admit(unit):
            standing.append(unit)
        else:
            fallen.append(unit)
            spoilt |= unit.changes.keys()
    return standing, fallen


def write_messages(file: sqlite3.Connection, units: Sequence[Unit], window: timedelta) -> None:
    """Send, complete, give back and set aside what the units say."""
    if sent := [message for unit in units for message in unit.sent]:
        sqlite_messages.send(file, sent, window)
    if completed := [delivery for unit in units for delivery in unit.completed]:
        sqlite_messages.complete(file, completed)
    if returned := [back for unit in units for back in unit.returned]:
        sqlite_messages.give_back(file, returned)
    if refused := [message for unit in units for message in unit.refused]:
        sqlite_messages.set_aside(file, refused)
    if dropped := [seq for unit in units for seq in unit.dropped]:
        sqlite_messages.drop_aside(file, dropped)
