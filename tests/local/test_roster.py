"""Which thread looks after which queue next."""

from dataclasses import dataclass

import azure.functions as func
import pytest

from local.bindings import declared
from local.roster import LARGEST_GROUP, SLOW, Line, Roster

QUICK = SLOW / 10


@dataclass(eq=False)
class Thread:
    """A thread that takes queues, without being one."""

    began: float = 0.0


def line(queue: str, *, fast: bool, abreast: int = 1) -> Line:
    """A queue whose door is known to be fast or slow."""
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

    @app.service_bus_queue_trigger("message", "SERVICE_BUS", queue)
    def on_message(message: func.ServiceBusMessage) -> None: ...

    (consumer,) = declared(app, {}).consumers
    return Line(consumer=consumer, abreast=abreast, limit=1 if fast else 0)


def rung(*lines: Line) -> Roster:
    """A roster on which these queues may have messages."""
    roster = Roster()
    for each in lines:
        roster.ring(each)
    return roster


def test_all_fast_queues_are_served_by_one_thread_in_their_order():
    first, second = line("first", fast=True), line("second", fast=True)
    roster, one, other = rung(first, second), Thread(), Thread()

    assert roster.take(one) is first
    assert roster.next_for(other) is None
    roster.done(first)
    assert roster.take(one) is second


def test_slow_queues_are_served_beside_the_lane():
    fast, slow = line("fast", fast=True), line("slow", fast=False)
    roster = rung(fast, slow)

    assert roster.take(Thread()) is fast
    assert roster.take(Thread()) is slow


def test_a_queue_rung_twice_is_served_once():
    queue = line("queue", fast=True)
    roster, thread = rung(queue, queue), Thread()

    roster.take(thread)
    roster.done(queue)

    assert roster.next_for(thread) is None


def test_a_queue_rung_while_it_is_served_is_served_again():
    queue = line("queue", fast=False)
    roster, thread = rung(queue), Thread()

    roster.take(thread)
    roster.ring(queue)
    assert roster.next_for(Thread()) is None
    roster.done(queue)

    assert roster.take(thread) is queue


def test_a_slow_queue_is_served_by_as_many_threads_as_told():
    queue = line("queue", fast=False, abreast=2)
    roster = rung(queue)

    for _ in range(2):
        assert roster.take(Thread()) is queue
        roster.ring(queue)

    assert roster.next_for(Thread()) is None


@pytest.mark.parametrize(
    ("began", "taken"),
    [
        pytest.param(0.0, False, id="between two messages"),
        pytest.param(1.0, True, id="in a message that began long ago"),
    ],
)
def test_the_lane_is_taken_from_who_met_a_slow_message(began, taken):
    first, second = line("first", fast=True), line("second", fast=True)
    roster, stuck, other = rung(first, second), Thread(), Thread()
    roster.take(stuck)
    stuck.began = began

    roster.relieve()

    assert (roster.next_for(other) is second) == taken


def test_a_door_is_trusted_with_ever_more_messages_until_it_is_slow():
    queue, limits = line("queue", fast=False), []

    for _ in range(10):
        queue.learn(QUICK)
        limits.append(queue.limit)
    queue.learn(2 * SLOW)

    assert limits == [1, 2, 4, 8, 16, 32, 64, 128, 256, LARGEST_GROUP]
    assert queue.limit == 0


def test_who_takes_when_all_is_over_goes_home():
    roster = rung(line("queue", fast=True))

    roster.stop()

    assert roster.take(Thread()) is None
