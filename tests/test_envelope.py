"""Ids tell their ancestry, repetitions have the same ids, and the trace is carried on."""

import re

import pytest

from shared.core.messages import RunChecks
from shared.envelope import Envelope, again, reply, trace_for
from tests.builders import CHECKED, CHURN, HOUR, NOW, PUSHED

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
CAUSE = Envelope(id="push-1", body=PUSHED, time=NOW, traceparent=TRACE)
ORDER = Envelope(id="push-1.0", body=RunChecks(candidate=CHURN, step="checks"), time=NOW)


def test_what_follows_is_numbered_after_its_cause():
    replies = reply(CAUSE, [ORDER.body, ORDER.body], NOW)

    assert [envelope.id for envelope in replies] == ["push-1.0", "push-1.1"]


def test_an_id_read_from_left_to_right_tells_how_it_came_about():
    (order,) = reply(CAUSE, [ORDER.body], NOW)
    (answer,) = reply(order, [CHECKED], NOW)

    assert answer.id == "push-1.0.0"


def test_the_same_answer_has_the_same_ids_whenever_it_is_given():
    at_once, later = reply(CAUSE, [ORDER.body], NOW), reply(CAUSE, [ORDER.body], NOW + HOUR)

    assert [envelope.id for envelope in at_once] == [envelope.id for envelope in later]
    assert (at_once[0].time, later[0].time) == (NOW, NOW + HOUR)


def test_the_trace_is_carried_from_cause_to_reply():
    (order,) = reply(CAUSE, [ORDER.body], NOW)
    (answer,) = reply(again(order), [CHECKED], NOW)

    assert order.traceparent == answer.traceparent == TRACE


def test_nothing_follows_from_nothing():
    assert reply(CAUSE, [], NOW) == ()


def test_a_message_is_sent_again_under_a_name_the_bus_has_not_carried():
    names = [ORDER.id, again(ORDER).id, again(again(ORDER)).id]

    assert names == ["push-1.0", "push-1.0~2", "push-1.0~3"]
    assert again(again(ORDER)).attempt == 3


def test_a_message_that_is_sent_again_is_otherwise_the_same():
    repeated = again(CAUSE)

    assert (repeated.body, repeated.time, repeated.traceparent) == (PUSHED, NOW, TRACE)


def test_what_follows_has_the_same_id_whichever_attempt_succeeds():
    (first,) = reply(ORDER, [CHECKED], NOW)
    (third,) = reply(again(again(ORDER)), [CHECKED], NOW)

    assert first.id == third.id == "push-1.0.0"
    assert third.attempt == 1


@pytest.mark.parametrize("origin", ["push-1", "", "é" * 300])
def test_news_without_a_trace_gets_one_and_always_the_same(origin):
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", trace_for(origin))
    assert trace_for(origin) == trace_for(origin)
    assert trace_for(origin) != trace_for(f"{origin}x")
