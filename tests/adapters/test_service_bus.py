"""What the adapter of Service Bus promises beyond its ports: on the wire, and when the wire breaks."""

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.servicebus import exceptions

from shared.adapters.service_bus import QUEUES, SET_ASIDE, ServiceBus, ServiceBusBroker, asides
from shared.adapters.service_bus.links import Links
from shared.adapters.service_bus.places import Place
from shared.adapters.service_bus.troubles import trouble
from shared.codec import read
from shared.core.errors import RefusedError, TryAgainError
from shared.core.messages import (
    CancelJob,
    CollectJob,
    DiscoverModels,
    Event,
    Push,
    ReportFindings,
    RunChecks,
)
from shared.envelope import Envelope
from shared.ports import MAX_DELIVERIES, CredentialsError
from tests.adapters.sending import CHECKS, CHURN, LOCK, QUEUE, SAID, SUPERSEDED, ids, receive, send
from tests.standins.amqp_wire import wire_to
from tests.standins.service_bus import connection_to, stand_in

# The SDK closes no socket that broke under it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

CANARY = "q8Zr-not-to-be-told"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
NEWS = DiscoverModels(
    repository="bank/churn", commit="c0ffee", news=Push(ref="main", before="", pusher="dana")
)
CANCEL = CancelJob(candidate=CHURN, step="cancellation", job="7")
REPORT = ReportFindings(candidate=CHURN, step="findings", ref="main")
COLLECT = CollectJob(candidate=CHURN, step="training", job="7")
NUMBERS = count()


@pytest.fixture(scope="module")
def standing():
    """A stand-in that remembers ids for longer than these tests take."""
    with stand_in(dedup_s=600, lock_s=30) as broker:
        yield broker


@pytest.fixture
def mark():
    """What begins the ids of one test."""
    return f"{next(NUMBERS)}/"


@pytest.fixture
def wire(standing):
    with wire_to(standing.port) as wire:
        yield wire


@pytest.fixture(scope="module")
def opened():
    """Buses and brokers, all closed at once when nobody needs them any more."""
    ends = []
    yield ends
    with ThreadPoolExecutor(len(ends) or 1) as pool:
        list(pool.map(lambda end: end.close(), ends))
    ends.clear()
    gc.collect()


@pytest.fixture
def connect(opened):
    """Open either end of the bus behind a port."""

    def connect(kind, port):
        opened.append(kind(connection_to(port, key=CANARY)))
        return opened[-1]

    return connect


@pytest.fixture(scope="module")
def direct(standing, opened):
    """Both ends, without a wire in between."""
    opened += [ServiceBus(standing.address), ServiceBusBroker(standing.address)]
    return opened[-2:]


def drained(broker, queue=QUEUE):
    """Everything that waits in a queue, which is then empty.

    Sorted, since the SDK may have let a message go and got it again while nobody listened.
    """
    found = []
    while deliveries := receive(broker, queue=queue, limit=50):
        found += ids(deliveries)
        for delivery in deliveries:
            broker.complete(delivery)
    return sorted(found)


def message_in(broker, queue):
    """The first message that waits, as the SDK shows it."""
    with broker.receivers.to(Place(queue=queue)) as receiver:
        return receiver.peek_messages(1, sequence_number=1)[0]


def test_a_command_says_on_the_wire_what_it_is_and_to_which_run_and_trace_it_belongs(direct, mark):
    bus, broker = direct
    sent = Envelope(id=f"{mark}push-1.0", body=CHECKS, time=SAID, traceparent=TRACE)
    bus.publish([sent])

    message = message_in(broker, QUEUE)

    assert (message.message_id, message.correlation_id) == (sent.id, CHURN.run_id)
    assert message.subject == "gatehouse.RunChecks.v1"
    assert message.content_type == "application/cloudevents+json"
    assert message.application_properties == {b"traceparent": TRACE.encode()}
    assert read(b"".join(message.body), RunChecks) == sent
    drained(broker)


def test_a_message_of_no_run_and_no_trace_says_nothing_of_either(direct, mark):
    bus, broker = direct
    send(bus, f"{mark}push-1", body=NEWS)

    message = message_in(broker, "discover-models")

    assert (message.correlation_id, message.application_properties) == (None, None)
    drained(broker, "discover-models")


def test_a_delay_is_a_scheduled_send(direct, mark):
    bus, broker = direct
    before = datetime.now(UTC)
    send(bus, f"{mark}a", body=replace(CHECKS, step="x"), delay=timedelta(hours=2))

    message = message_in(broker, QUEUE)

    due = message.scheduled_enqueue_time_utc
    assert before + timedelta(hours=1.9) < due < before + timedelta(hours=2.1)
    assert message.state.name == "SCHEDULED"


def test_an_id_too_long_for_service_bus_is_cut_and_still_like_no_other(direct, mark):
    bus, broker = direct
    long = [f"{mark}{'push.' * 40}{number}" for number in range(2)]

    send(bus, *long, *long)

    deliveries = receive(broker)
    assert sorted(read(each.data, RunChecks).id for each in deliveries) == long
    assert {len(each.id) for each in deliveries} == {128}
    drained(broker)


def test_envelopes_for_one_queue_go_as_one_batch(wire, connect, direct, mark):
    bus = connect(ServiceBus, wire.port)

    send(bus, *(f"{mark}{number}" for number in range(20)))

    assert wire.transfers["sent", QUEUE] == 1
    assert drained(direct[1]) == sorted(f"{number}" for number in range(20))


def test_a_batch_that_is_full_is_sent_and_another_one_begun(wire, connect, direct, mark):
    bus, large = connect(ServiceBus, wire.port), replace(SUPERSEDED, by="x" * 400_000)

    send(bus, *(f"{mark}{number}" for number in range(5)), body=large)

    assert wire.transfers["sent", "events"] == 3
    assert drained(direct[1], "events") == ["0", "1", "2", "3", "4"]


def test_many_threads_that_send_first_messages_at_once_lose_none_and_share_a_link(
    wire, connect, direct, mark
):
    bus, sent = connect(ServiceBus, wire.port), [f"{number}" for number in range(24)]

    with ThreadPoolExecutor(24) as pool:
        list(pool.map(lambda id: send(bus, mark + id), sent))
        list(pool.map(lambda id: send(bus, mark + id, body=SUPERSEDED), sent))

    assert (wire.links["sent", QUEUE], wire.links["sent", "events"]) == (1, 1)
    assert drained(direct[1]) == drained(direct[1], "events") == sorted(sent)


def test_many_threads_that_receive_and_settle_over_one_link_lose_nothing(
    wire, connect, direct, mark
):
    broker, sent = connect(ServiceBusBroker, wire.port), [f"{number}" for number in range(100)]
    send(direct[0], *(mark + id for id in sent), body=CANCEL)

    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: drained(broker, "cancel-job"), range(8))

    assert sorted(id for each in found for id in each) == sorted(sent)
    assert wire.links["received", "cancel-job"] == 1


def test_a_connection_that_breaks_in_the_middle_of_sending_loses_and_doubles_nothing(
    wire, connect, direct, mark
):
    bus = connect(ServiceBus, wire.port)
    send(bus, f"{mark}before")
    wire.cut_at(QUEUE)

    send(bus, f"{mark}a", f"{mark}b")

    assert drained(direct[1]) == ["a", "b", "before"]


def test_an_answer_that_was_lost_doubles_nothing(wire, connect, direct, mark):
    bus = connect(ServiceBus, wire.port)
    send(bus, f"{mark}before")
    wire.lose_answer_of(QUEUE)

    send(bus, f"{mark}a", f"{mark}b")

    assert wire.transfers["sent", QUEUE] == 3
    assert drained(direct[1]) == ["a", "b", "before"]


def test_what_was_lent_before_the_connection_broke_can_still_be_renewed_and_completed(
    wire, connect, direct, mark
):
    broker = connect(ServiceBusBroker, wire.port)
    send(direct[0], f"{mark}done", f"{mark}lent", body=COLLECT)
    done, _ = receive(broker, queue="collect-job")
    wire.cut()

    assert broker.renew(done, lock=LOCK)
    broker.complete(done)

    send(direct[0], f"{mark}new", body=COLLECT)
    assert drained(broker, "collect-job") == ["new"]
    assert message_in(direct[1], "collect-job").message_id == f"{mark}lent"


def test_a_broker_that_restarts_between_two_sends_is_found_again(connect):
    with stand_in() as broker:
        bus, end = connect(ServiceBus, broker.port), connect(ServiceBusBroker, broker.port)
        send(bus, "a")
        (lost,) = receive(end)
        broker.stop()
        for attempt in (lambda: send(bus, "b"), lambda: receive(end)):
            with pytest.raises(TryAgainError, match="Service Bus: run-checks: "):
                attempt()
        broker.start()

        send(bus, "b")

        assert ids(receive(end)) == ["b"]
        assert not end.renew(lost, lock=LOCK)
        end.complete(lost)


def test_a_queue_that_is_missing_is_named_with_the_remedy(direct):
    with pytest.raises(RefusedError, match="no queue or topic nowhere.* create it"):
        receive(direct[1], queue="nowhere")


def test_who_is_not_let_in_is_told_which_setting_and_which_roles_to_mend(wire, connect, mark):
    bus = connect(ServiceBus, wire.port)
    wire.shut = True

    with pytest.raises(CredentialsError, match="SERVICE_BUS__fullyQualifiedNamespace") as refusal:
        send(bus, f"{mark}a")

    assert "Data Sender" in str(refusal.value) and "Data Receiver" in str(refusal.value)
    assert CANARY not in str(refusal.value)
    wire.shut = False
    send(bus, f"{mark}a")


def test_a_probe_tries_both_rights_and_says_who_we_are(direct, standing):
    assert direct[0].probe() == (
        f"Service Bus localhost:{standing.port}: lets the emulator's key send to events and "
        "receive from pipeline"
    )


def test_what_somebody_else_has_borrowed_cannot_be_dropped_now(direct, mark):
    bus, broker = direct
    bus.set_aside(mark.encode(), "nonsense")
    (aside,) = bus.aside()
    (borrowed,) = receive(broker, queue=SET_ASIDE, limit=1)

    with pytest.raises(TryAgainError, match="somebody else"):
        bus.drop_aside(aside.token)

    broker.abandon(borrowed)
    bus.drop_aside(aside.token)
    assert list(bus.aside()) == []


def test_what_was_given_back_too_often_while_others_were_dropped_is_aside_all_the_same(direct):
    bus, _ = direct
    for number in range(MAX_DELIVERIES + 1):
        bus.set_aside(b"%d" % number, "nonsense")
    first, *others = bus.aside()

    for other in others:
        bus.drop_aside(other.token)

    (left,) = bus.aside()
    assert left.token != first.token
    assert replace(left, token="", at=SAID) == replace(first, token="", at=SAID)
    bus.drop_aside(left.token)
    assert list(bus.aside()) == []


def test_no_more_is_looked_at_than_a_minute_allows(direct, mark):
    bus, _ = direct
    send(bus, *(f"{mark}{number}" for number in range(asides.MOST + 50)), body=REPORT)

    with bus.receivers.to(Place(queue="report-findings")) as receiver:
        found = asides.listed(receiver, "report-findings")

    assert ids(found) == [f"{number}" for number in range(asides.MOST)]


class Idle:
    """A link that does nothing."""

    def __enter__(self):
        return self

    def close(self):
        """There is nothing to close."""


def test_nobody_waits_for_ever_for_a_link_that_others_do_not_let_go_of():
    links, place = Links(lambda _: Idle(), patience=0.01), Place(queue=QUEUE)

    with links.to(place), pytest.raises(TryAgainError, match="did not let go"), links.to(place):
        pass

    with links.to(place) as link:
        assert isinstance(link, Idle)


KEY, FLAG = f"SharedAccessKeyName=Root;SharedAccessKey={CANARY}", "UseDevelopmentEmulator=true"
AZURE = "Endpoint=sb://bank.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey="
ADDRESSES = {
    "the connection string of a namespace": AZURE + CANARY,
    "one that claims to be an emulator's": f"{AZURE}{CANARY};UseDevelopmentEmulator=true",
    "an emulator's far away": f"Endpoint=sb://bus.bank.example/;{KEY};{FLAG}",
    "an emulator's behind a number": f"Endpoint=sb://134744072/;{KEY};{FLAG}",
    "two addresses": f"Endpoint=sb://localhost;HostName=sb://bus.bank.example;{KEY};{FLAG}",
    "a flag taken back": f"Endpoint=sb://localhost;{KEY};{FLAG};usedevelopmentemulator=no",
    "an emulator's with a capital": connection_to(5672, CANARY).replace("true", "True"),
    "an emulator's without its address": f"SharedAccessKey={CANARY};UseDevelopmentEmulator=true",
    "an address of the web": f"https://{CANARY}.servicebus.windows.net",
    "no address": "",
}


@pytest.mark.parametrize("kind", [ServiceBus, ServiceBusBroker])
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_only_an_identity_or_an_emulators_key_is_taken(kind, address):
    with pytest.raises(RefusedError, match="SERVICE_BUS") as refusal:
        kind(address)

    assert CANARY not in str(refusal.value)


NEAR = ("localhost", "localhost:5672/", "127.0.0.1", "host.docker.internal/", "servicebus-emulator")


@pytest.mark.parametrize("host", NEAR)
def test_an_emulator_may_be_on_this_machine_or_in_a_container_beside_us(host):
    bus = ServiceBus(f"Endpoint=sb://{host};{KEY};{FLAG};")

    assert bus.namespace.client.fully_qualified_namespace == host.rstrip("/")


def error(kind, **words):
    return kind(message=f"the service said {CANARY}", **words)


TROUBLES = [
    (error(exceptions.ServiceBusAuthenticationError), CredentialsError),
    (error(exceptions.ServiceBusAuthorizationError), CredentialsError),
    (ClientAuthenticationError(CANARY), CredentialsError),
    (
        error(exceptions.ServiceBusError, error=ClientAuthenticationError(CANARY)),
        CredentialsError,
    ),
    (error(exceptions.MessagingEntityNotFoundError), RefusedError),
    (error(exceptions.MessageSizeExceededError), RefusedError),
    (error(exceptions.MessagingEntityDisabledError), TryAgainError),
    (error(exceptions.ServiceBusQuotaExceededError), TryAgainError),
    (error(exceptions.ServiceBusServerBusyError), TryAgainError),
    (error(exceptions.ServiceBusCommunicationError), TryAgainError),
    (error(exceptions.ServiceBusConnectionError), TryAgainError),
    (error(exceptions.OperationTimeoutError), TryAgainError),
    (ConnectionResetError(CANARY), TryAgainError),
]


@pytest.mark.parametrize(
    ("said", "meant"),
    TROUBLES,
    ids=[f"{type(said).__name__} is a {meant.__name__}" for said, meant in TROUBLES],
)
def test_an_error_of_the_sdk_becomes_what_it_means_and_tells_no_secret(said, meant):
    told = trouble(QUEUE, said)

    assert type(told) is meant
    assert QUEUE in str(told)
    assert CANARY not in str(told)


def test_a_fault_of_our_own_stays_what_it_is():
    fault = ZeroDivisionError()

    assert trouble(QUEUE, fault) is fault


def test_there_is_a_queue_for_every_command_and_none_for_events():
    assert {"run-checks", "start-training", "discover-models", "tell-people"} <= {*QUEUES}
    assert not {Event.__name__.lower(), "events", "set-aside"} & {*QUEUES}
