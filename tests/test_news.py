"""The same news has the same name, however often it comes and whoever brings it."""

from dataclasses import replace

import pytest

from shared.core.messages import CiRun, DiscoverModels, Push
from shared.envelope import trace_for
from shared.news import NOTHING, envelope_for
from tests.builders import CHURN, HOUR, NOW, REPORT

PUSH = DiscoverModels(
    repository="retail/churn",
    commit=CHURN.commit,
    news=Push(ref="refs/heads/main", before="", pusher="ada@bank.example"),
)
TESTS = replace(PUSH, news=REPORT)
CI = CiRun(id="7", name="unit tests", passed=False, address="https://ci.example/7")
RAN = replace(PUSH, news=CI)
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def name_of(order):
    """What the news is called."""
    return envelope_for(order, NOW).id


def test_a_push_that_is_delivered_again_has_the_same_name():
    assert envelope_for(PUSH, NOW + HOUR, TRACE).id == name_of(PUSH)


def test_a_push_that_somebody_noticed_later_has_the_name_its_webhook_would_have_had():
    noticed = replace(PUSH, news=Push(ref="refs/heads/main", before=NOTHING, pusher=""))

    assert name_of(noticed) == name_of(PUSH)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(PUSH, commit="f" * 40), id="another commit"),
        pytest.param(replace(PUSH, repository="retail/other"), id="another repository"),
        pytest.param(
            replace(PUSH, news=replace(PUSH.news, ref="refs/heads/x")), id="another branch"
        ),
        pytest.param(
            replace(PUSH, news=replace(PUSH.news, before="f" * 40)),
            id="a return to the commit, from another one",
        ),
        pytest.param(TESTS, id="test results"),
    ],
)
def test_other_news_has_another_name(other):
    assert name_of(other) != name_of(PUSH)


def test_test_results_are_named_for_what_they_say():
    assert name_of(TESTS) == name_of(replace(TESTS, news=replace(REPORT)))
    assert name_of(TESTS) != name_of(replace(TESTS, news=replace(REPORT, report="0" * 64)))


def test_a_run_of_ci_is_named_for_what_the_provider_calls_it_and_for_how_it_ended():
    elsewhere = replace(RAN, news=replace(CI, name="renamed", address=""))
    assert name_of(elsewhere) == name_of(RAN)
    for other in (replace(CI, id="8"), replace(CI, passed=True)):
        assert name_of(replace(RAN, news=other)) != name_of(RAN)
    assert name_of(replace(RAN, commit="f" * 40)) != name_of(RAN)


def test_a_name_tells_what_kind_of_news_it_is():
    assert name_of(PUSH).startswith("push-")
    assert name_of(TESTS).startswith("tests-")
    assert name_of(RAN).startswith("ci-")


def test_the_trace_of_whoever_brings_the_news_is_carried_on():
    assert envelope_for(PUSH, NOW, TRACE).traceparent == TRACE


@pytest.mark.parametrize("trace", ["", "hello", TRACE.upper(), TRACE + "\n", TRACE * 1000])
def test_what_is_no_trace_is_replaced_by_one(trace):
    assert envelope_for(PUSH, NOW, trace).traceparent == trace_for(name_of(PUSH))
