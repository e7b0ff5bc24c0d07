"""What a message leaves behind: once, however often it comes and wherever it is interrupted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest

from shared import history
from shared.adapters.memory_blobs import MemoryBlobs
from shared.adapters.memory_bus import MemoryBus
from shared.codec import read, write
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import (
    ChecksCompleted,
    CollectJob,
    DiscoverModels,
    Message,
    ModelPushed,
    ReportFindings,
    RunChecks,
    StartTraining,
    StepFailed,
)
from shared.core.policy import Policy
from shared.envelope import Envelope
from shared.handling import ATTEMPTS, LONGEST_DELAY, LONGEST_LEAVE, TRIES, carry_out, settle
from shared.ports import MAX_DELIVERIES, ConflictError
from shared.runs import Runs, place_of
from tests.builders import (
    ANNOUNCED,
    CHECKED,
    CHURN,
    HOUR,
    LAX,
    MINUTE,
    NOW,
    PUSHED,
    SUPERSEDED,
    TESTED,
    TOLD,
    failed,
    late,
    started,
)
from tests.odd_blobs import ForgetfulBlobs, PoliteBlobs, WatchedBlobs, lost

NAME = place_of(CHURN.run_id)
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def clock():
    """It is always nine o'clock."""
    return NOW


def bus_of():
    """A bus that nobody has used."""
    return MemoryBus(clock=clock)


@dataclass(frozen=True, kw_only=True)
class DeadBus(MemoryBus):
    """A bus that takes nothing."""

    def publish(self, envelopes, *, delay=timedelta()):
        raise ConnectionError("nobody answers")


def event(body, name=None, at=NOW):
    """The bytes of an event."""
    name = name or f"{type(body).__name__}-{body.step}"
    return write(Envelope(id=name, body=body, time=at, traceparent=TRACE))


PUSH, TESTS, CHECKS = event(PUSHED), event(TESTED), event(CHECKED)


def settled(blobs, *events, bus=None, policy=LAX):
    """The bus, after the events were settled one after the other."""
    bus = bus or bus_of()
    for data in events:
        settle(data, runs=Runs(blobs=blobs), policy=policy, bus=bus, clock=clock)
    return bus


def record_in(blobs):
    """The run as it is stored."""
    return Runs(blobs=blobs).find(CHURN.run_id)


def ids(bus):
    """What was said, by name."""
    return [envelope.id for envelope in bus.sent]


def test_an_event_moves_its_run_and_says_what_follows():
    blobs = MemoryBlobs()

    bus = settled(blobs, PUSH)

    assert record_in(blobs).run.pushed == PUSHED
    assert ids(bus) == ["ModelPushed-push.0", "ModelPushed-push.1"]


def test_what_follows_carries_the_trace_and_the_time_on():
    (first, second) = settled(MemoryBlobs(), PUSH).sent

    assert first.traceparent == second.traceparent == TRACE
    assert first.time == NOW


def test_an_event_that_comes_again_gets_the_same_answer_under_the_same_ids():
    blobs = MemoryBlobs()
    first = settled(blobs, PUSH)
    before = dict(blobs.kept)

    again = settled(blobs, PUSH)

    assert again.sent == first.sent
    assert blobs.kept == before


def test_an_event_that_comes_again_much_later_still_gets_its_first_answer():
    blobs = MemoryBlobs()
    first = settled(blobs, PUSH)

    again = settled(blobs, TESTS, CHECKS, PUSH)

    assert again.sent[-2:] == first.sent


def test_the_same_news_under_another_name_is_kept_and_orders_nothing():
    blobs = MemoryBlobs()
    settled(blobs, PUSH)

    assert ids(settled(blobs, event(PUSHED, name="again"))) == []
    assert list(record_in(blobs).answers) == ["ModelPushed-push", "again"]


def test_a_crash_between_remembering_and_saying_loses_nothing():
    blobs, expected = MemoryBlobs(), settled(MemoryBlobs(), PUSH).sent
    with pytest.raises(ConnectionError):
        settled(blobs, PUSH, bus=DeadBus(clock=clock))

    bus = settled(blobs, PUSH)

    assert bus.sent == expected


def test_a_save_that_worked_and_seemed_to_fail_is_healed_when_the_event_comes_again():
    blobs = ForgetfulBlobs(errors=[ConnectionError("no answer")])
    with pytest.raises(ConnectionError):
        settled(blobs, PUSH)

    bus = settled(blobs, PUSH)

    assert ids(bus) == ["ModelPushed-push.0", "ModelPushed-push.1"]
    assert list(record_in(blobs).answers) == ["ModelPushed-push"]


def test_an_event_that_the_store_has_no_time_for_comes_again_later_and_counts_once():
    blobs = ForgetfulBlobs(errors=[TryAgainError("throttled", after=timedelta(seconds=9))])

    (held,) = settled(blobs, PUSH).held.values()

    assert held.ready_at - NOW == timedelta(seconds=9)
    assert ids(settled(blobs, held.last.data)) == ["ModelPushed-push.0", "ModelPushed-push.1"]
    assert list(record_in(blobs).answers) == ["ModelPushed-push"]


def test_an_event_that_the_store_never_has_time_for_is_left_to_the_bus():
    blobs = ForgetfulBlobs(errors=[TryAgainError("throttled")])
    last = replace(read(PUSH, ModelPushed), id=f"ModelPushed-push~{ATTEMPTS}", attempt=ATTEMPTS)

    with pytest.raises(TryAgainError):
        settled(blobs, write(last))


def test_a_conflict_with_our_own_write_is_believed_to_be_ours():
    blobs = ForgetfulBlobs(errors=[lost()])

    bus = settled(blobs, PUSH)

    assert ids(bus) == ["ModelPushed-push.0", "ModelPushed-push.1"]
    assert len(record_in(blobs).lines) == 2


def test_whoever_comes_second_decides_again_with_what_the_first_has_brought():
    blobs = PoliteBlobs()
    settled(blobs, PUSH)
    blobs.others.append(lambda: settled(blobs, TESTS))

    bus = settled(blobs, CHECKS)

    assert [type(envelope.body) for envelope in bus.sent] == [ReportFindings, StartTraining]
    assert len(record_in(blobs).lines) == 4


def test_whoever_comes_second_with_the_same_event_gives_the_same_answer():
    blobs = PoliteBlobs()
    first = bus_of()
    blobs.others.append(lambda: settled(blobs, PUSH, bus=first))

    second = settled(blobs, PUSH)

    assert second.sent == first.sent
    assert len(record_in(blobs).lines) == 2


def test_a_run_that_others_keep_moving_is_left_for_later():
    blobs = PoliteBlobs()
    settled(blobs, PUSH)
    names = (f"other-{number}" for number in range(TRIES))
    others = [event(started("checks"), name=name) for name in names]
    blobs.others.extend(partial(settled, blobs, other) for other in others)

    (held,) = settled(blobs, CHECKS).held.values()

    assert read(held.last.data, ChecksCompleted).attempt == 2
    assert settled(blobs, CHECKS).asides == {}
    assert record_in(blobs).run.checked == CHECKED


def test_many_at_once_lose_nothing_and_order_everything_once():
    blobs, bus = MemoryBlobs(), bus_of()
    news = [PUSH, TESTS, CHECKS, event(started("checks")), event(ANNOUNCED), PUSH, CHECKS, TESTS]
    settled(blobs, PUSH, bus=bus)

    def patient(data):
        while True:
            try:
                return settled(blobs, data, bus=bus)
            except ConflictError:
                continue

    with ThreadPoolExecutor(len(news)) as pool:
        list(pool.map(patient, news))

    assert len(record_in(blobs).answers) == 5
    assert len(ids(bus)) == len(set(ids(bus))) == 4


def watched(*events):
    """What settling the last of some events asks of the store."""
    blobs = WatchedBlobs()
    runs = Runs(blobs=blobs)
    for data in events:
        blobs.asked.clear()
        settle(data, runs=runs, policy=LAX, bus=bus_of(), clock=clock)
    return blobs.asked


def test_an_event_costs_the_store_one_read_and_one_write():
    assert watched(PUSH, TESTS) == [f"get {NAME}", f"put {NAME}"]


def test_the_first_event_of_a_run_makes_sure_that_it_has_not_ended_before():
    assert watched(PUSH) == [f"get {NAME}", f"get ended/by-id/{CHURN.run_id}", f"put {NAME}"]


def test_an_event_that_comes_again_costs_the_store_one_read():
    assert watched(PUSH, TESTS, PUSH) == [f"get {NAME}"]


@pytest.mark.parametrize(
    "body", [CHECKED, SUPERSEDED, late("checks"), failed("checks"), TOLD], ids=lambda b: b.step
)
def test_an_event_that_cannot_begin_a_run_does_not_make_one(body):
    blobs = MemoryBlobs()

    bus = settled(blobs, event(body))

    assert (bus.sent, bus.asides, blobs.kept) == ([], {}, {})


def test_test_results_alone_make_no_run():
    blobs = MemoryBlobs()

    settled(blobs, TESTS)

    assert blobs.kept == {}


def test_a_run_that_was_moved_away_answers_as_before_and_changes_no_more():
    blobs = MemoryBlobs()
    first = settled(blobs, PUSH, event(SUPERSEDED), event(TOLD))
    Runs(blobs=blobs).archive(CHURN.run_id)
    kept = dict(blobs.kept)

    again = settled(blobs, PUSH, event(SUPERSEDED))
    later = settled(blobs, CHECKS, TESTS, event(PUSHED, name="another push"))

    assert again.sent == first.sent
    assert later.sent == []
    assert blobs.kept == kept


def test_the_policy_of_today_holds_for_new_runs_and_not_for_old_ones():
    blobs = MemoryBlobs()
    settled(blobs, PUSH, policy=Policy(deadlines={"checks": HOUR}))

    settled(blobs, TESTS, policy=LAX)

    assert record_in(blobs).run.policy.deadlines["checks"] == HOUR


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"hello", "not JSON", id="no message"),
        pytest.param(b"{}", "not a message we know", id="a message of no kind"),
        pytest.param(
            write(Envelope(id="o", body=RunChecks(candidate=CHURN, step="checks"), time=NOW)),
            "RunChecks came where Event belongs",
            id="a command",
        ),
    ],
)
def test_a_message_nobody_can_read_is_set_aside_with_the_reason(data, reason):
    blobs = MemoryBlobs()

    bus = settled(blobs, data)

    assert [(aside.data, reason in aside.reason) for aside in bus.asides.values()] == [(data, True)]
    assert blobs.kept == {}


def test_an_event_of_a_run_that_was_altered_is_set_aside_and_the_run_left_alone():
    blobs = MemoryBlobs()
    settled(blobs, PUSH)
    altered = blobs.kept[NAME].data.replace(b"Retail", b"Credit")
    blobs.put(NAME, altered)

    bus = settled(blobs, TESTS)

    assert [NAME in aside.reason for aside in bus.asides.values()] == [True]
    assert (bus.sent, blobs.kept[NAME].data) == ([], altered)


# What carries out a command.

ORDER = Envelope(
    id="push-1.0", body=RunChecks(candidate=CHURN, step="checks"), time=NOW, traceparent=TRACE
)
NEWS = DiscoverModels(repository="retail/churn", commit=CHURN.commit, news=PUSHED.push)


def carried_out(work, *neighbours, order=ORDER, kind=RunChecks, delivery=1):
    """The bus, after somebody tried to do what an order asks."""
    bus = bus_of()
    data = write(order)
    carry_out(data, kind, work, *neighbours, bus=bus, clock=clock, delivery=delivery)
    return bus


def failing(error):
    """Work that cannot be done."""

    def work(order):
        raise error

    return work


def aside_in(bus):
    """What was set aside, and why."""
    return [(read(aside.data, Message).id, aside.reason) for aside in bus.asides.values()]


def test_a_command_is_carried_out_and_answered():
    bus = carried_out(lambda order: CHECKED)

    assert bus.sent == [
        Envelope(id="push-1.0.0", body=CHECKED, time=NOW, traceparent=TRACE),
    ]


def test_the_work_gets_the_order_and_the_neighbours_it_needs():
    seen = []

    carried_out(lambda order, *neighbours: seen.extend((order, *neighbours)) or (), "one", "two")

    assert seen == [ORDER.body, "one", "two"]


def test_several_answers_are_numbered_and_none_is_no_answer():
    assert ids(carried_out(lambda order: [CHECKED, ANNOUNCED])) == ["push-1.0.0", "push-1.0.1"]
    assert ids(carried_out(lambda order: ())) == []


def test_a_command_that_comes_again_is_answered_under_the_same_id():
    assert ids(carried_out(lambda order: CHECKED)) == ids(carried_out(lambda order: CHECKED))


def test_a_command_that_nobody_can_read_is_set_aside():
    bus = bus_of()

    carry_out(PUSH, RunChecks, failing(AssertionError), bus=bus, clock=clock)

    assert aside_in(bus) == [("ModelPushed-push", "ModelPushed came where RunChecks belongs")]
    assert bus.sent == []


def test_passing_trouble_sends_the_same_command_again_under_a_new_name():
    bus = carried_out(failing(TryAgainError("429")))

    assert bus.sent == [replace(ORDER, id="push-1.0~2", attempt=2)]
    assert bus.asides == {}


def delay_of(attempt, after=timedelta()):
    """How long a command rests after an attempt, where the neighbour asked for so much."""
    order = replace(ORDER, id=f"push-1.0~{attempt}", attempt=attempt)
    trouble = TryAgainError("429", after=after)
    (held,) = carried_out(failing(trouble), order=order).held.values()
    return held.ready_at - NOW


def test_each_attempt_rests_twice_as_long_up_to_a_limit():
    delays = [delay_of(attempt) for attempt in range(1, ATTEMPTS)]

    assert delays[:4] == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]
    assert delays[-1] == LONGEST_DELAY
    assert sum(delays, timedelta()) > 45 * MINUTE


@pytest.mark.parametrize(
    ("after", "delay"),
    [
        pytest.param(timedelta(seconds=90), timedelta(seconds=90), id="more than we would"),
        pytest.param(timedelta(milliseconds=1), timedelta(seconds=1), id="less than we would"),
        pytest.param(timedelta(days=9), LONGEST_LEAVE, id="more than anybody can mean"),
    ],
)
def test_a_neighbour_that_asks_for_time_is_left_alone_for_as_long(after, delay):
    assert delay_of(1, after=after) == delay


def test_the_last_attempt_is_given_up_and_told_to_the_run():
    order = replace(ORDER, id=f"push-1.0~{ATTEMPTS}", attempt=ATTEMPTS)

    bus = carried_out(failing(TryAgainError("Databricks: 503")), order=order)

    assert aside_in(bus) == [(order.id, "Databricks: 503")]
    assert [(envelope.id, envelope.body.remark) for envelope in bus.sent] == [
        ("push-1.0.0", "Databricks: 503")
    ]


def test_a_job_that_cannot_be_asked_is_not_taken_for_one_that_has_failed():
    asked = CollectJob(candidate=CHURN, step="training", job="job-1")
    order = Envelope(id=f"ask~{ATTEMPTS}", body=asked, time=NOW, attempt=ATTEMPTS)

    bus = carried_out(failing(TryAgainError("503")), order=order, kind=CollectJob)

    assert (bus.sent, bus.asides) == ([], {})


def test_an_answer_has_the_same_id_whichever_attempt_gives_it():
    third = replace(ORDER, id="push-1.0~3", attempt=3)

    assert carried_out(lambda order: CHECKED, order=third).sent[0].id == "push-1.0.0"


def test_what_can_never_be_done_is_set_aside_and_told_to_the_run():
    bus = carried_out(failing(RefusedError("churn: no such commit")))

    (said,) = bus.sent
    assert said.body == StepFailed(candidate=CHURN, step="checks", remark="churn: no such commit")
    assert aside_in(bus) == [("push-1.0", "churn: no such commit")]


def test_what_can_never_be_done_and_is_no_step_of_a_run_is_only_set_aside():
    order = Envelope(id="push-2", body=NEWS, time=NOW)

    bus = carried_out(failing(RefusedError("not registered")), order=order, kind=DiscoverModels)

    assert bus.sent == []
    assert aside_in(bus) == [("push-2", "not registered")]


@pytest.mark.parametrize("delivery", [None, 1, MAX_DELIVERIES - 1])
def test_an_accident_is_left_to_the_bus_which_brings_the_command_again(delivery):
    with pytest.raises(ZeroDivisionError):
        carried_out(failing(ZeroDivisionError("oh")), delivery=delivery)


ACCIDENT = "an accident (ZeroDivisionError); the log of the app says where"


@pytest.mark.parametrize("delivery", [MAX_DELIVERIES, MAX_DELIVERIES + 1])
def test_an_accident_at_the_last_delivery_is_told_to_the_run(delivery):
    bus = carried_out(failing(ZeroDivisionError("oh")), delivery=delivery)

    assert [envelope.body.remark for envelope in bus.sent] == [ACCIDENT]
    assert aside_in(bus) == [("push-1.0", ACCIDENT)]


def test_work_that_was_done_is_not_lost_when_the_bus_is_dead():
    with pytest.raises(ConnectionError):
        carry_out(
            write(ORDER),
            RunChecks,
            lambda order: CHECKED,
            bus=DeadBus(clock=clock),
            clock=clock,
        )


def test_a_run_ends_when_it_is_told_that_a_step_was_given_up():
    blobs = MemoryBlobs()
    settled(blobs, PUSH)
    (said,) = carried_out(failing(RefusedError("no such commit"))).sent

    settled(blobs, write(said))

    ending = record_in(blobs).run.ending
    assert (ending.end, ending.step, ending.reasons) == ("failed", "checks", ("no such commit",))


def test_what_was_settled_is_what_is_replayed():
    blobs = MemoryBlobs()
    settled(blobs, PUSH, TESTS, CHECKS, event(started("training")))

    stored = blobs.kept[NAME].data

    assert history.read(stored).run == record_in(blobs).run
    assert [len(answer) for answer in history.read(stored).answers.values()] == [2, 0, 2, 0]
