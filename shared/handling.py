"""What every function does with a message: the whole of at-least-once on one page."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar, TypeVarTuple

from shared import history
from shared.codec import UnreadableError, read
from shared.core.decisions import begins, decide
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import CollectJob, Command, Event, Order, StepFailed
from shared.core.policy import Policy
from shared.envelope import Envelope, again, first, reply
from shared.history import Answer
from shared.ports import MAX_DELIVERIES, Bus, Clock, ConflictError
from shared.runs import Runs

C = TypeVar("C", bound=Command)
Neighbours = TypeVarTuple("Neighbours")

TRIES = 5
ATTEMPTS = 20
SHORTEST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=5)
LONGEST_LEAVE = timedelta(hours=1)


def settle(data: bytes, *, runs: Runs, policy: Policy, bus: Bus, clock: Clock) -> None:
    """Decide what an event means for its run, remember it, then say it.

    Passing trouble sends the event again later: brought back at once, it would soon be given up.
    """
    try:
        event = read(data, Event)
        answer = answer_to(first(event), runs, policy, clock)
    except RefusedError as reason:
        bus.set_aside(data, str(reason))
    except TryAgainError as trouble:
        if event.attempt >= ATTEMPTS:
            raise
        bus.publish([again(event)], delay=pause(event.attempt, trouble))
    else:
        bus.publish(answer)


def answer_to(event: Envelope[Event], runs: Runs, policy: Policy, clock: Clock) -> Answer:
    """What follows from an event: the same, however often it is brought.

    Raises `ConflictError` where others moved the run first, again and again.
    """
    for _ in range(TRIES):
        record = runs.load(event.body.candidate, policy)
        if event.id in record.answers:
            return record.answers[event.id]
        if not (record.etag or begins(event.body)):
            return ()
        answer = reply(event, decide(record.run, event.body, event.time), clock())
        if record.archived:
            return answer
        try:
            runs.save(history.add(record, event, answer))
        except ConflictError:
            continue
        return answer
    raise ConflictError(f"{event.body.candidate.run_id}: moved by others {TRIES} times in a row")


def carry_out(
    data: bytes,
    kind: type[C],
    work: Callable[[C, *Neighbours], Event | Sequence[Event]],
    *neighbours: *Neighbours,
    bus: Bus,
    clock: Clock,
    delivery: int | None = 1,
) -> None:
    """Do what a command asks, with the neighbours it takes, and say what came of it.

    `delivery` is how often the bus has brought the message, itself included.  A neighbour's passing
    trouble sends the command again later; what can never be done is set aside and told to the run,
    and so is what has failed at its last delivery, whatever the reason.
    """
    try:
        order = read(data, kind)
    except UnreadableError as reason:
        bus.set_aside(data, str(reason))
        return
    try:
        events = work(order.body, *neighbours)
    except TryAgainError as trouble:
        postpone(order, data, trouble, bus, clock)
    except RefusedError as reason:
        give_up(order, data, reason, bus, clock)
    except Exception as accident:
        if (delivery or 1) < MAX_DELIVERIES:
            raise
        give_up(order, data, accident, bus, clock)
    else:
        said = (events,) if isinstance(events, Event) else events
        bus.publish(reply(order, said, clock()))


def postpone(
    order: Envelope[Command], data: bytes, trouble: TryAgainError, bus: Bus, clock: Clock
) -> None:
    """Send the command again later, until enough is enough.

    A job may be well though nobody can ask it: the timer asks anew, and the deadline ends it.
    """
    if order.attempt >= ATTEMPTS and isinstance(order.body, CollectJob):
        return
    if order.attempt >= ATTEMPTS:
        give_up(order, data, trouble, bus, clock)
        return
    bus.publish([again(order)], delay=pause(order.attempt, trouble))


def pause(attempt: int, trouble: TryAgainError) -> timedelta:
    """How long to wait after an attempt: longer each time, and as long as the neighbour asks."""
    usual: timedelta = min(SHORTEST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY)
    return max(usual, min(trouble.after, LONGEST_LEAVE))


def give_up(
    order: Envelope[Command], data: bytes, reason: Exception, bus: Bus, clock: Clock
) -> None:
    """Keep the command where a person will see it, and tell its run."""
    remark = str(reason)
    if not isinstance(reason, RefusedError | TryAgainError):
        # What it says may hold what nobody should read; the log of the app has had it before.
        remark = f"an accident ({type(reason).__name__}); the log of the app says where"
    bus.set_aside(data, remark)
    if isinstance(order.body, Order):
        failed = StepFailed(candidate=order.body.candidate, step=order.body.step, remark=remark)
        bus.publish(reply(order, [failed], clock()))
