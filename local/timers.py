"""Doors that open by the clock, each in a thread of its own, so that none overlaps itself."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread

from local import arguments
from local.bindings import Timer
from local.calls import Call
from shared.ports import Clock

LATE = timedelta(seconds=1)
"""What comes later than this after it was due is said to be past due."""

GLANCE = 30.0
"""Seconds after which the clock is looked at again, lest it was set or the machine slept."""


@dataclass(kw_only=True)
class Timers:
    """The timers of an app."""

    timers: Sequence[Timer]
    clock: Clock
    stopping: Event = field(default_factory=Event)
    threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        """Wait for the first moments due."""
        for timer in self.timers:
            thread = Thread(target=self.run, args=(timer,), name=timer.door.name, daemon=True)
            self.threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Open no more doors, and wait for those that are open."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def run(self, timer: Timer) -> None:
        """Open one door whenever it is due; what came due meanwhile is left out."""
        now = self.clock()
        last: datetime | None = None
        due = now if timer.at_start else timer.schedule.after(now)
        while self.waited_until(due):
            ring(timer, due, last, late=self.clock() - due > LATE)
            last, due = due, timer.schedule.after(max(due, self.clock()))

    def waited_until(self, due: datetime) -> bool:
        """Whether the moment came before we were told to stop."""
        while (left := (due - self.clock()).total_seconds()) > 0:
            if self.stopping.wait(min(left, GLANCE)):
                return False
        return not self.stopping.is_set()


def ring(timer: Timer, due: datetime, last: datetime | None, *, late: bool) -> None:
    """Open the door; its accidents are written down and end there, a call of exit() too."""
    tick = arguments.tick(last=last, following=timer.schedule.after(due), late=late)
    with suppress(Exception, SystemExit), Call(door=timer.door, about=due.isoformat()) as call:
        call.made_with(tick)
