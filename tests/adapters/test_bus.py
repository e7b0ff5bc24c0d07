"""What every bus that we run ourselves promises, at both its ends: one suite for all of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.codec import read
from shared.core.errors import RefusedError
from shared.core.messages import RunChecks
from shared.envelope import Envelope
from shared.ports import MAX_DELIVERIES
from tests.adapters.bus_benches import ADAPTERS, both_ends
from tests.adapters.sending import CHECKS, QUEUE, SAID, SUPERSEDED, ids


@pytest.fixture(scope="module")
def amqp():
    with both_ends() as ends:
        yield ends


@pytest.fixture(params=ADAPTERS)
def bench(request):
    with ADAPTERS[request.param](request) as bench:
        yield bench


@pytest.fixture
def pace(bench):
    return bench.pace


def test_what_was_sent_is_received_as_it_was(bench):
    name = f"{bench.mark}push-1.0"
    sent = Envelope(id=name, body=CHECKS, time=SAID, traceparent="00-1-2-01")
    bench.bus.publish([sent])

    (delivery,) = bench.receive()

    assert read(delivery.data, RunChecks) == sent
    assert (delivery.id, delivery.queue, delivery.count) == (name, QUEUE, 1)


def test_nothing_sent_is_nothing_received(bench):
    bench.bus.publish([])

    assert bench.receive() == []


def test_every_command_goes_to_the_queue_of_its_kind_and_every_event_to_events(bench):
    bench.send("push-1.0", body=CHECKS)
    bench.send("push-2", body=SUPERSEDED)

    assert ids(bench.receive(queue="events")) == ["push-2"]
    assert ids(bench.receive()) == ["push-1.0"]
    assert bench.receive(queue="start-training") == []


def test_messages_for_several_queues_are_sent_in_one_go(bench):
    bodies = {"a": CHECKS, "b": SUPERSEDED, "c": CHECKS}
    bench.bus.publish(
        [Envelope(id=bench.mark + id, body=body, time=SAID) for id, body in bodies.items()]
    )

    assert ids(bench.receive()) == ["a", "c"]
    assert ids(bench.receive(queue="events")) == ["b"]


def test_messages_come_in_the_order_they_were_sent(bench):
    bench.send("c", "a", "b")

    assert ids(bench.receive(limit=2)) == ["c", "a"]
    assert ids(bench.receive(limit=2)) == ["b"]


def test_messages_come_in_the_order_they_become_ready(bench, pace):
    bench.needs("order by readiness")
    bench.send("late", delay=2 * pace.rest)
    bench.send("soon", delay=pace.rest)
    pace.past(1.5 * pace.rest)
    bench.send("now")
    pace.past(pace.rest)

    assert ids(bench.receive()) == ["soon", "now", "late"]


def test_a_message_that_was_completed_never_comes_again(bench, pace):
    bench.send("a")
    (delivery,) = bench.receive()

    bench.broker.complete(delivery)

    pace.past(pace.lock)
    assert bench.receive() == []


def test_a_message_is_lent_to_nobody_else_until_its_lock_has_expired(bench, pace):
    bench.send("a")
    (first,) = bench.receive()

    pace.nearly(pace.lock)
    assert bench.receive() == []
    pace.past(pace.lock / 2)
    (second,) = bench.receive()

    assert (first.count, second.count) == (1, 2)
    assert (first.id, first.data) == (second.id, second.data)


def test_completing_after_the_lock_was_lost_is_harmless_to_the_next_receiver(bench, pace):
    bench.send("a")
    (late,) = bench.receive()
    pace.past(pace.lock)
    (held,) = bench.receive()

    bench.broker.complete(late)
    bench.broker.abandon(late)

    assert bench.receive() == []
    assert bench.broker.renew(held, lock=pace.lock)


def test_completing_twice_is_harmless_to_other_messages(bench, pace):
    bench.send("a")
    (first,) = bench.receive()
    bench.broker.complete(first)
    bench.send("b")
    (second,) = bench.receive()

    bench.broker.complete(first)

    assert bench.broker.renew(second, lock=pace.lock)


def test_a_renewed_lock_lasts_longer(bench, pace):
    bench.send("a")
    (delivery,) = bench.receive()
    pace.nearly(pace.lock)

    assert bench.broker.renew(delivery, lock=pace.lock)

    pace.nearly(pace.lock)
    assert bench.receive() == []
    bench.broker.complete(delivery)
    pace.past(pace.lock / 2)
    assert bench.receive() == []


def test_a_lost_lock_cannot_be_renewed(bench, pace):
    bench.send("a", "b")
    lost, done = bench.receive()
    bench.broker.complete(done)
    pace.past(pace.lock)
    bench.receive()

    assert not bench.broker.renew(lost, lock=pace.lock)
    assert not bench.broker.renew(done, lock=pace.lock)


def test_a_message_given_back_comes_again_at_once(bench):
    bench.send("a")

    bench.broker.abandon(bench.receive()[0])

    (again,) = bench.receive()
    assert (ids([again]), again.count) == (["a"], 2)


def test_a_message_given_back_with_a_delay_comes_after_it(bench, pace):
    bench.send("a")

    bench.broker.abandon(bench.receive()[0], delay=pace.rest)

    pace.nearly(pace.rest)
    assert bench.receive() == []
    pace.past(pace.rest / 2)
    assert ids(bench.receive()) == ["a"]


def test_a_message_sent_with_a_delay_comes_after_it(bench, pace):
    bench.send("a", delay=pace.rest)

    pace.nearly(pace.rest)
    assert bench.receive() == []
    pace.past(pace.rest / 2)
    assert ids(bench.receive()) == ["a"]


def wear_out(bench):
    """Have a message delivered again and again, and return which delivery it was each time."""
    counts = []
    while deliveries := bench.receive(limit=1):
        counts += [delivery.count for delivery in deliveries]
        bench.broker.abandon(deliveries[0])
    return counts


def test_a_message_nobody_handles_is_set_aside_after_the_last_delivery(bench, pace):
    bench.send("a")

    counts = wear_out(bench)

    (aside,) = bench.bus.aside()
    assert counts == list(range(1, MAX_DELIVERIES + 1))
    assert (aside.queue, ids([aside])) == (QUEUE, ["a"])
    assert str(MAX_DELIVERIES) in aside.reason
    assert pace.is_now(aside.at)


def test_a_worn_out_event_is_set_aside_too(bench):
    bench.send("a", body=SUPERSEDED)
    for _ in range(MAX_DELIVERIES):
        bench.broker.abandon(bench.receive(queue="events", limit=1)[0])
    assert bench.receive(queue="events") == []

    (aside,) = bench.bus.aside()

    assert (aside.queue, ids([aside])) == ("events", ["a"])


def test_a_worn_out_message_does_not_hide_the_next_one(bench):
    bench.send("worn", "next")
    for _ in range(MAX_DELIVERIES):
        bench.broker.abandon(bench.receive(limit=1)[0])

    assert ids(bench.receive(limit=1)) == ["next"]


def test_a_message_set_aside_by_its_handler_is_kept_until_somebody_was_told(bench, pace):
    bench.bus.set_aside(b"nonsense", "not a message we know")
    bench.bus.set_aside(b"rubbish", "nor this")
    first, second = bench.bus.aside()

    bench.bus.drop_aside(first.token)

    assert (first.data, first.reason) == (b"nonsense", "not a message we know")
    assert (first.queue, first.id) == ("", "")
    assert pace.is_now(first.at)
    assert list(bench.bus.aside()) == [second]


def test_what_was_never_set_aside_can_be_dropped_without_harm(bench):
    bench.bus.set_aside(b"nonsense", "not a message we know")

    for token in (
        "",
        "999999999",
        "set-aside:999999999",
        "nowhere:1",
        "\N{ARABIC-INDIC DIGIT THREE}",
    ):
        bench.bus.drop_aside(token)

    assert len(bench.bus.aside()) == 1


def test_a_message_set_aside_twice_is_kept_twice(bench):
    for _ in range(2):
        bench.bus.set_aside(b"nonsense", "not a message we know")

    assert [aside.data for aside in bench.bus.aside()] == [b"nonsense"] * 2


def test_a_worn_out_message_is_sent_again_under_a_fresh_id_of_the_same_origin(bench):
    bench.send("push-1.0")
    wear_out(bench)
    (aside,) = bench.bus.aside()

    bench.bus.send_again(aside)

    (delivery,) = bench.receive()
    assert (ids([delivery]), delivery.count) == (["push-1.0~2"], 1)
    assert read(delivery.data, RunChecks).origin == f"{bench.mark}push-1.0"
    assert list(bench.bus.aside()) == []


def test_what_a_handler_set_aside_goes_back_to_the_queue_of_its_kind(bench):
    bench.send("push-1.0")
    (refused,) = bench.receive()
    bench.bus.set_aside(refused.data, "no such repository")
    bench.broker.complete(refused)
    (aside,) = bench.bus.aside()

    bench.bus.send_again(aside)

    assert ids(bench.receive()) == ["push-1.0~2"]
    assert list(bench.bus.aside()) == []


def test_what_nobody_can_read_is_not_sent_again_and_stays_aside(bench):
    bench.bus.set_aside(b"nonsense", "not a message we know")
    (aside,) = bench.bus.aside()

    with pytest.raises(RefusedError, match="not JSON"):
        bench.bus.send_again(aside)

    assert list(bench.bus.aside()) == [aside]


def test_an_id_sent_again_within_the_window_is_dropped(bench, pace):
    bench.send("a", "a")
    bench.broker.complete(bench.receive(limit=1)[0])
    pace.nearly(pace.window)

    bench.send("a", "b")

    assert ids(bench.receive()) == ["b"]


def test_an_id_sent_again_after_the_window_is_carried(bench, pace):
    bench.send("a")
    bench.broker.complete(bench.receive()[0])
    pace.past(pace.window)

    bench.send("a")

    assert ids(bench.receive()) == ["a"]


def test_the_window_begins_with_the_last_message_that_was_carried(bench, pace):
    bench.send("a")
    for _ in range(2):
        pace.nearly(pace.window)
        bench.send("a")

    assert ids(bench.receive()) == ["a", "a"]


def test_the_same_id_in_another_queue_is_another_message(bench):
    bench.send("a", body=CHECKS)
    bench.send("a", body=SUPERSEDED)

    assert ids(bench.receive()) == ids(bench.receive(queue="events")) == ["a"]


def test_many_competing_receivers_get_each_message_once(bench):
    sent = [f"push-{number}" for number in range(300)]
    bench.send(*sent)

    def drain(_) -> list[str]:
        received = []
        while deliveries := bench.receive(limit=7):
            received += ids(deliveries)
            for delivery in deliveries:
                bench.broker.complete(delivery)
        return received

    with ThreadPoolExecutor(8) as pool:
        received = [id for drained in pool.map(drain, range(8)) for id in drained]

    assert sorted(received) == sorted(sent)
