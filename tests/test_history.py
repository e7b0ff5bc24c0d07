"""A stored run: replayed it is the run it was, and no byte of it changes unnoticed."""

import json
import re
from dataclasses import replace
from functools import reduce
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import codec, history
from shared.codec import UnreadableError
from shared.core.decisions import decide
from shared.core.messages import Event, Order, RunChecks, TellPeople
from shared.core.policy import Policy
from shared.core.run import Run, evolve
from shared.envelope import Envelope, reply
from tests.builders import (
    ANNOUNCED,
    CHECKED,
    CHURN,
    HOUR,
    LAX,
    NOW,
    PUSHED,
    SUPERSEDED,
    TESTED,
    TOLD,
    failed,
    new,
    started,
)
from tests.records import JOURNEYS, recorded

WRITER = "0123456789abcdef"


SHORT = recorded(PUSHED, TESTED)


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_run_that_is_read_again_is_the_run_that_was_written(name):
    record = JOURNEYS[name]

    read = history.read(history.write(record, WRITER))

    assert codec.document(read.run) == codec.document(record.run)
    assert codec.document(read.answers) == codec.document(record.answers)
    assert (read.lines, read.head) == (record.lines, record.head)


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_run_that_is_written_again_is_the_same_bytes(name):
    data = history.write(JOURNEYS[name], WRITER)

    assert history.write(history.read(data), WRITER) == data


@pytest.mark.parametrize("name", JOURNEYS)
def test_state_is_a_fold_of_events_and_answers_and_of_nothing_else(name):
    stored = json.loads(history.write(JOURNEYS[name], WRITER))["entries"]
    beginning = Run(candidate=CHURN, policy=JOURNEYS[name].run.policy)

    def fold(run, entry):
        said = [codec.envelope_of(order, Order).body for order in entry["answer"]]
        event = codec.envelope_of(entry["event"], Event)
        return evolve(run, event.body, event.time, said)

    folded = reduce(fold, stored, beginning)

    assert codec.document(folded) == codec.document(JOURNEYS[name].run)


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_run_that_is_read_again_goes_on_as_if_it_had_never_been_away(name):
    record = JOURNEYS[name]
    read = history.read(history.write(record, WRITER))
    event = Envelope(id="late", body=SUPERSEDED, time=NOW + HOUR)
    said = reply(event, decide(record.run, event.body, event.time), NOW)

    assert decide(read.run, event.body, event.time) == tuple(one.body for one in said)
    assert history.add(read, event, said).head == history.add(record, event, said).head


def test_what_was_said_is_remembered_under_the_event_it_answers():
    assert [[one.id for one in answer] for answer in SHORT.answers.values()] == [
        ["e-0.0", "e-0.1"],
        [],
    ]


def test_nobody_asks_for_pylint_in_a_run_that_began_before_a_policy_could():
    begun = history.begin(CHURN, Policy())
    [header] = begun.lines
    older = re.sub(rb',"shadow":.*?"evidence_age":"P7D"', b"", header)
    assert older != header

    begun = replace(begun, lines=(older,), head=sha256(older).hexdigest())
    pushed = history.add(begun, Envelope(id="1", body=PUSHED, time=NOW), ())
    read = history.read(history.write(pushed, WRITER))

    assert read.run.policy.in_shadow("lint", NOW)
    assert not read.run.policy.in_shadow("tests", NOW)


def test_the_policy_of_the_beginning_stays_with_the_run():
    strict = Policy(deadlines={"checks": HOUR})

    read = history.read(history.write(recorded(PUSHED, policy=strict), WRITER))

    assert read.run.policy == strict


def test_a_stored_run_is_json_with_an_entry_a_line():
    data = history.write(JOURNEYS["a release"], WRITER)

    assert len(json.loads(data)["entries"]) == 11
    assert len(data.splitlines()) == 13


def test_the_chain_can_be_followed_with_sha256_alone():
    header, *entries, last = history.write(JOURNEYS["a release"], WRITER).split(b"\n")
    head = sha256(header).hexdigest()

    for entry in entries:
        text, said = re.fullmatch(rb'{(.*),"hash":"(\w+)"},?', entry).groups()
        head = sha256(head.encode() + text).hexdigest()
        assert said.decode() == head
    assert json.loads(b"{" + last[2:])["head"] == head


def test_writers_are_told_apart():
    assert history.write_id_of(history.write(SHORT, WRITER)) == WRITER
    assert history.write_id_of(history.write(SHORT, "f" * 32)) == "f" * 32
    assert history.write_id_of(b"something else") == ""


STORED = history.write(SHORT, WRITER)
OURS = STORED.index(WRITER.encode())


def unnoticed(data):
    """Whether the bytes are taken for a run."""
    try:
        history.read(data)
    except UnreadableError:
        return False
    return True


def test_no_single_bit_of_a_stored_run_changes_unnoticed():
    places = [place for place in range(len(STORED)) if not OURS <= place < OURS + len(WRITER)]

    passed = [
        place
        for place in places
        if unnoticed(STORED[:place] + bytes([STORED[place] ^ 1]) + STORED[place + 1 :])
    ]

    assert passed == []


@settings(deadline=None, max_examples=500)
@given(
    name=st.sampled_from(list(JOURNEYS)),
    place=st.integers(0, 10**6),
    length=st.integers(0, 3),
    by=st.binary(max_size=3),
)
def test_no_byte_of_a_stored_run_is_replaced_removed_or_put_in_unnoticed(name, place, length, by):
    data = history.write(JOURNEYS[name], "")
    place %= len(data)

    changed = data[:place] + by + data[place + length :]

    assert changed == data or history.write_id_of(changed) or not unnoticed(changed)


def without(number):
    """A change: an entry taken out."""
    return lambda lines: lines[:number] + lines[number + 1 :]


OTHER = history.write(recorded(PUSHED, SUPERSEDED, TESTED), WRITER).split(b"\n")
ENTRIES = [
    pytest.param(without(1), id="the first is taken out"),
    pytest.param(without(5), id="one in the middle is taken out"),
    pytest.param(
        lambda lines: [*lines[:10], lines[10][:-1], lines[-1]], id="the last is taken out"
    ),
    pytest.param(lambda lines: [lines[0], lines[-1]], id="all are taken out"),
    pytest.param(lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], id="two are swapped"),
    pytest.param(lambda lines: [*lines[:3], lines[2], *lines[3:]], id="one is there twice"),
    pytest.param(lambda lines: [*lines[:3], b"", *lines[3:]], id="an empty line"),
    pytest.param(lambda lines: [*lines[:3], OTHER[2], *lines[3:]], id="one of another run"),
    pytest.param(
        lambda lines: [OTHER[0].replace(b"c0ff", b"beef"), *lines[1:]], id="another header"
    ),
    pytest.param(lambda lines: lines[1:], id="no header"),
    pytest.param(lambda lines: lines[:-1], id="no end"),
    pytest.param(lambda lines: [*lines, b""], id="something after the end"),
    pytest.param(lambda lines: [*lines, *lines], id="everything twice"),
    pytest.param(lambda lines: [], id="nothing at all"),
]


@pytest.mark.parametrize("change", ENTRIES)
def test_no_entry_is_changed_removed_swapped_or_put_in_unnoticed(change):
    lines = history.write(JOURNEYS["a release"], WRITER).split(b"\n")

    with pytest.raises(UnreadableError):
        history.read(b"\n".join(change(lines)))


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(b'"nothing":1', id="no event"),
        pytest.param(b'"event":{},"answer":[]', id="an event of no kind"),
        pytest.param(b'"event":[],"answer":{}', id="shapes exchanged"),
        pytest.param(b'"event":' + b"[" * 5_000, id="deep nesting"),
    ],
)
def test_an_entry_that_is_sealed_and_still_nonsense_is_unreadable(entry):
    record = history.begin(CHURN, LAX)
    head = sha256(record.head.encode() + entry).hexdigest()
    line = b"{" + entry + b',"hash":"' + head.encode() + b'"}'

    with pytest.raises(UnreadableError):
        history.read(history.write(replace(record, lines=(*record.lines, line), head=head), WRITER))


def test_a_header_of_another_shape_is_unreadable():
    record = replace(SHORT, lines=(b'{"header":{}' + history.OPENING, *SHORT.lines[1:]))

    with pytest.raises(UnreadableError, match="header.candidate"):
        history.read(history.write(record, WRITER))


def unheard(record):
    """The steps that nobody has answered."""
    return [type(envelope.body) for envelope in history.unanswered(record)]


def test_orders_of_which_nothing_was_heard_are_said_again_under_the_same_ids():
    record = recorded(PUSHED, ANNOUNCED)

    assert unheard(record) == [RunChecks]
    assert [envelope.id for envelope in history.unanswered(record)] == ["e-0.1"]


@pytest.mark.parametrize(
    "news",
    [
        pytest.param(CHECKED, id="an answer"),
        pytest.param(started("checks"), id="a job that works on it"),
    ],
)
def test_orders_of_which_something_was_heard_are_not_said_again(news):
    assert RunChecks not in unheard(recorded(PUSHED, failed("announcement"), news))


def test_of_an_ended_run_only_the_last_word_is_said_again():
    record = recorded(PUSHED, SUPERSEDED)

    assert unheard(record) == [TellPeople]
    assert unheard(recorded(PUSHED, SUPERSEDED, TOLD)) == []


def test_nothing_was_ever_said_in_a_run_that_has_not_begun():
    record = history.begin(CHURN, Policy())

    assert history.unanswered(record) == []
    assert record.run == new()
