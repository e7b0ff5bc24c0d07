"""Messages as bytes and back: nothing is lost, anybody can read them, and rubbish is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from math import inf, nan
from typing import get_args, get_origin, get_type_hints

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import codec
from shared.codec import KNOWN, UnreadableError
from shared.core import messages
from shared.core.errors import RefusedError
from shared.core.messages import Command, Event, Message, ModelEvaluated, ModelPushed, RunChecks
from shared.core.policy import Policy
from shared.envelope import Envelope
from tests.builders import CHURN, EVALUATED, NOW, PUSHED, TESTED, champion

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 2), timezones=OFFSETS | st.just(UTC))
PLAIN = {
    str: st.text(max_size=20),
    int: st.integers(),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    datetime: MOMENTS,
    type(None): st.none(),
    object: st.none() | st.booleans() | st.integers() | st.text(max_size=20),
}
KINDS = [pytest.param(kind, id=kind.__name__) for kind in KNOWN.values()]
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
SENT = codec.write(Envelope(id="push-1", body=PUSHED, time=NOW, traceparent=TRACE))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def values(kind):
    """Any value of a type that is used in messages."""
    inner = [values(part) for part in get_args(kind) if part is not ...]
    origin = get_origin(kind)
    if origin is tuple:
        return st.lists(inner[0], max_size=3).map(tuple)
    if origin is Mapping:
        return st.dictionaries(*inner, max_size=3)
    if inner:
        return st.one_of(*inner)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{part.name: values(hints[part.name]) for part in fields(kind)})
    return st.sampled_from(kind) if issubclass(kind, Enum) else PLAIN[kind]


def envelopes(kind):
    """Any message of a kind, in any envelope."""
    return st.builds(
        Envelope,
        id=st.text(min_size=1, max_size=20),
        body=values(kind),
        time=MOMENTS,
        traceparent=st.sampled_from(["", TRACE]),
        attempt=st.integers(1, 50),
    )


@pytest.mark.parametrize("kind", KINDS)
@QUICK
@given(data=st.data())
def test_every_message_survives_the_journey_through_bytes(kind, data):
    sent = data.draw(envelopes(kind))

    received = codec.read(codec.write(sent), kind)

    assert received == sent
    assert codec.write(received) == codec.write(sent)


@pytest.mark.parametrize("kind", KINDS)
@QUICK
@given(data=st.data())
def test_every_message_is_a_cloud_event_to_a_reader_that_is_not_ours(kind, data):
    sent = data.draw(envelopes(kind))

    read = JSONFormat().read(
        lambda attributes, data: CloudEvent(attributes=attributes, data=data), codec.write(sent)
    )

    assert (read.get_id(), read.get_specversion()) == (sent.id, "1.0")
    assert read.get_type() == f"gatehouse.{kind.__name__}.v1"
    assert read.get_time() == sent.time
    assert read.get_extension("traceparent") == (sent.traceparent or None)


def test_every_message_there_is_can_be_read_and_no_kind_of_message_can():
    assert {kind.__name__ for kind in KNOWN.values()} == {
        name
        for name, kind in vars(messages).items()
        if isinstance(kind, type) and issubclass(kind, Message)
    } - {"Message", "Event", "Command", "Order"}


def test_a_figure_that_is_no_number_is_still_json_and_still_no_number():
    figures = {"auc": nan, "loss": inf, "gain": -inf}
    sent = Envelope(id="e", body=replace(EVALUATED, metrics=figures), time=NOW)

    written = codec.write(sent)
    received = codec.read(written, ModelEvaluated).body.metrics

    assert "NaN" not in json.loads(written, parse_constant=lambda name: pytest.fail(name))
    assert str(received) == "{'auc': nan, 'loss': inf, 'gain': -inf}"


def test_a_message_names_the_run_it_is_about():
    assert json.loads(SENT)["subject"] == CHURN.run_id


def test_a_message_is_one_line():
    assert b"\n" not in codec.write(Envelope(id="a\nb", body=TESTED, time=NOW))


def changed(**attributes):
    """A CloudEvent that was good before these attributes were put into it."""
    document = {**json.loads(SENT), **attributes}
    return json.dumps(
        {name: value for name, value in document.items() if value is not ...}
    ).encode()


RUBBISH = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"\xff\xfe", id="bytes that are no text"),
    pytest.param(b"hello", id="text that is no JSON"),
    pytest.param(SENT[:-1], id="half a message"),
    pytest.param(SENT + b"x", id="more than a message"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b"{}", id="an empty object"),
    pytest.param(b"[" * 100_000, id="deep nesting"),
    pytest.param(b'{"data":' * 100_000, id="deep nesting of objects"),
    pytest.param(b"[" * 150 + b"]" * 150, id="nesting that can just be parsed"),
    pytest.param(b'{"attempt":' + b"9" * 100_000 + b"}", id="a huge number"),
    pytest.param(changed(id="\ud800"), id="half a character"),
    pytest.param(changed(type=...), id="no type"),
    pytest.param(changed(type="gatehouse.ModelBlessed.v1"), id="a type nobody knows"),
    pytest.param(changed(type="gatehouse.ModelPushed.v2"), id="a version nobody knows"),
    pytest.param(changed(type="ModelPushed"), id="half a type"),
    pytest.param(changed(type="gatehouse.Event.v1"), id="an event of no kind"),
    pytest.param(changed(type=["gatehouse.ModelPushed.v1"]), id="a list of types"),
    pytest.param(changed(specversion="0.3"), id="another version of CloudEvents"),
    pytest.param(changed(specversion=...), id="no version"),
    pytest.param(changed(id=...), id="no id"),
    pytest.param(changed(id=""), id="an empty id"),
    pytest.param(changed(id=7), id="an id that is no text"),
    pytest.param(changed(time="yesterday"), id="no time"),
    pytest.param(changed(time="2026-11-20T09:00:00"), id="a time of no zone"),
    pytest.param(changed(attempt=0), id="no attempt at all"),
    pytest.param(changed(data=...), id="no data"),
    pytest.param(changed(data=None), id="null for data"),
    pytest.param(changed(data={}), id="empty data"),
    pytest.param(changed(data={"candidate": "churn"}), id="data of another shape"),
    pytest.param(changed(traceparent={}), id="a trace that is no text"),
]


@pytest.mark.parametrize("data", RUBBISH)
def test_rubbish_is_unreadable_and_nothing_worse(data):
    with pytest.raises(UnreadableError) as refusal:
        codec.read(data, Event)

    assert len(str(refusal.value)) < 2_000


@settings(deadline=None)
@given(data=st.binary() | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_it_is_read_or_unreadable(data):
    with pytest.raises(UnreadableError):
        codec.read(data, Message)


@settings(deadline=None, max_examples=200)
@given(
    name=st.sampled_from([*json.loads(SENT), "attempt", "body"]),
    inner=st.none() | st.sampled_from(list(json.loads(SENT)["data"])),
    value=ANYTHING,
)
def test_a_message_with_a_strange_part_is_read_or_unreadable(name, inner, value):
    data = changed(
        **({"data": {**json.loads(SENT)["data"], inner: value}} if inner else {name: value})
    )

    try:
        read = codec.read(data, Event)
    except UnreadableError:
        return
    assert isinstance(read.body, Event)
    assert codec.read(codec.write(read), Event) == read


def test_an_event_is_not_taken_for_a_command():
    order = codec.write(Envelope(id="o", body=RunChecks(candidate=CHURN, step="checks"), time=NOW))

    with pytest.raises(UnreadableError, match="RunChecks came where Event belongs"):
        codec.read(order, Event)
    with pytest.raises(UnreadableError, match="ModelPushed came where Command belongs"):
        codec.read(SENT, Command)
    assert codec.read(order, RunChecks) == codec.read(order, Message)


def test_every_fault_of_a_message_is_named_with_its_place():
    data = changed(id="", data={**json.loads(SENT)["data"], "team": 7, "authors": None})

    with pytest.raises(UnreadableError) as refusal:
        codec.read(data, ModelPushed)

    assert all(place in str(refusal.value) for place in ("id: ", "body.team: ", "body.authors: "))


def test_what_a_newer_release_adds_is_ignored():
    later = changed(colour="blue", data={**json.loads(SENT)["data"], "mood": "good"})

    assert codec.read(later, ModelPushed).body == PUSHED


def test_nobody_tries_again_to_read_what_is_unreadable():
    assert issubclass(UnreadableError, RefusedError)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Something from outside."""

    name: str
    age: int


def test_json_from_outside_becomes_a_type():
    assert codec.parse(Visitor, b'{"name":"Ada","age":36}') == Visitor(name="Ada", age=36)


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        pytest.param(b"{}", "name: Field required; age: Field required", id="both missing"),
        pytest.param(b'{"name":"Ada","age":"x"}', "age: Input should be a valid integer", id="one"),
        pytest.param(b"[]", "document: Input should be", id="another shape"),
        pytest.param(b"{", "document: Invalid JSON", id="no JSON"),
        pytest.param(b"[" * 100_000, "document: Invalid JSON: recursion limit", id="deep"),
    ],
)
def test_json_from_outside_is_refused_with_every_fault_and_its_place(data, faults):
    with pytest.raises(UnreadableError, match=faults):
        codec.parse(Visitor, data)


def test_a_fault_never_repeats_what_was_sent():
    with pytest.raises(UnreadableError) as refusal:
        codec.parse(Visitor, b'{"name":"Ada","age":"swordfish"}')

    assert "swordfish" not in str(refusal.value)


@given(patience=st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_a_policy_survives_the_journey_through_bytes(patience):
    policy = Policy(deadlines={"training": patience})

    assert codec.parse(Policy, codec.document(policy)) == policy


def test_a_policy_that_could_not_work_is_not_read():
    with pytest.raises(UnreadableError, match="environments: there must be at least one"):
        codec.parse(Policy, b'{"environments":[]}')


def test_the_same_value_gives_the_same_bytes():
    assert codec.document(champion(auc=0.9)) == codec.document(champion(auc=0.9))


@pytest.mark.parametrize(
    ("message", "place"),
    [
        pytest.param(PUSHED, "events", id="an event goes to all who listen"),
        pytest.param(
            RunChecks(candidate=CHURN, step="checks"), "run-checks", id="a command does not"
        ),
    ],
)
def test_a_message_knows_where_it_is_bound_for(message, place):
    assert codec.destination(message) == place


def test_every_kind_of_command_has_a_queue_of_its_own():
    commands = [kind for kind in KNOWN.values() if issubclass(kind, Command)]

    queues = {codec.destination(kind.__new__(kind)) for kind in commands}

    assert len(queues) == len(commands)
    assert all(queue.replace("-", "").islower() for queue in queues)


def test_every_part_of_a_message_has_a_type_that_is_written_down():
    assert all(field.type for kind in KNOWN.values() for field in fields(kind))
