"""Which thread looks after which queue next.

Fast queues are all served by one thread, which holds the lane: one that goes from message to
message is done sooner than several that fight for the interpreter, and a message that follows from
another is handled without waking anybody.  Slow queues are served beside it, by threads that wait
here.  Which is which shows in the handling.
"""

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Condition
from typing import Protocol

from local.bindings import Consumer

SLOW = 0.005
"""Seconds after which a message counts as slow."""

LARGEST_GROUP = 256


@dataclass(kw_only=True)
class Line:
    """A queue with its door.

    At most `abreast` threads serve it at once.  `limit` is how many messages they may borrow
    together: 0 while the door is slow or nobody knows, and then one.
    """

    consumer: Consumer
    abreast: int = 1
    limit: int = 0
    rung: bool = False
    serving: int = 0

    @property
    def fast(self) -> bool:
        """Whether the lane may serve it."""
        return self.limit > 0

    def learn(self, seconds: float) -> None:
        """Trust the door with more messages at once, or with one only, by how long one took."""
        self.limit = 0 if seconds > SLOW else min(2 * self.limit or 1, LARGEST_GROUP)


class Holder(Protocol):
    """A thread that can hold the lane; `began` is when its present message did, 0 between them."""

    began: float


@dataclass(kw_only=True)
class Roster:
    """The queues that may have messages, and who may take them."""

    ready: deque[Line] = field(default_factory=deque)
    lane: Holder | None = None
    stopping: bool = False
    change: Condition = field(default_factory=Condition)

    def ring(self, line: Line) -> None:
        """The queue may have got messages: wake a thread, unless one will come by."""
        with self.change:
            if not line.rung:
                line.rung = True
                self.ready.append(line)
            if self.lane is None or not line.fast:
                self.change.notify()

    def take(self, thread: Holder) -> Line | None:
        """Wait for a queue to serve; `None` says that it is time to end."""
        with self.change:
            while not self.stopping:
                line = self.next_for(thread)
                if line:
                    return line
                self.leave_lane(thread)
                self.change.wait()
            return None

    def another(self, thread: Holder) -> Line | None:
        """A fast queue that may have messages by now, for who holds the lane."""
        with self.change:
            if self.lane is not thread or self.stopping:
                return None
            return next((self.given(line, thread) for line in self.ready if line.fast), None)

    def done(self, line: Line) -> None:
        """The thread that took the queue has served it."""
        with self.change:
            line.serving -= 1

    def relieve(self) -> None:
        """Give the lane to another thread if its holder has met a slow message."""
        with self.change:
            began = self.lane.began if self.lane else 0.0
            if began and time.monotonic() - began > SLOW:
                self.lane = None
                self.change.notify()

    def stop(self) -> None:
        """Send everybody home."""
        with self.change:
            self.stopping = True
            self.change.notify_all()

    def next_for(self, thread: Holder) -> Line | None:
        """The first queue that the thread may serve now, marked as being served."""
        for line in self.ready:
            if line.serving < line.abreast and (not line.fast or self.lane in (None, thread)):
                return self.given(line, thread)
        return None

    def given(self, line: Line, thread: Holder) -> Line:
        """The queue, marked as being served by the thread."""
        self.ready.remove(line)
        line.rung = False
        line.serving += 1
        if line.fast:
            self.lane = thread
        return line

    def leave_lane(self, thread: Holder) -> None:
        """Let another thread take the lane when a fast queue gets messages."""
        if self.lane is thread:
            self.lane = None
