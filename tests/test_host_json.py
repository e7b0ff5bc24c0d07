"""What Azure is told about the app agrees with the app, and with the page for who sets it up."""

import json
import re
from datetime import timedelta
from pathlib import Path

import function_app
from local.bindings import functions_of
from shared.adapters.service_bus import QUEUES, SET_ASIDE, SUBSCRIPTION, TOPIC
from shared.ports import DUPLICATES_WINDOW, MAX_DELIVERIES

ROOT = Path(__file__).parents[1]
HOST = json.loads((ROOT / "host.json").read_text())
BUS = HOST["extensions"]["serviceBus"]
PAGE = (ROOT / "docs" / "service_bus.md").read_text()
TRIGGERS = [function.get_trigger().get_dict_repr() for function in functions_of(function_app.app)]
DECLARED = [trigger for trigger in TRIGGERS if trigger["type"] == "serviceBusTrigger"]


def duration(text):
    """A time span as `host.json` spells it."""
    hours, minutes, seconds = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def test_a_message_stays_locked_for_longer_than_its_function_may_take():
    assert duration(BUS["maxAutoLockRenewalDuration"]) > duration(HOST["functionTimeout"])


def test_a_function_that_returns_has_handled_its_message_and_none_waits_fetched_ahead():
    assert (BUS["autoCompleteMessages"], BUS["prefetchCount"]) == (True, 0)


def test_no_setting_of_service_bus_goes_without_its_reason():
    reasons = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Why")[2], re.MULTILINE)

    assert {*reasons} == {*BUS, "functionTimeout"}


def test_every_queue_that_is_sent_to_has_a_function_that_listens():
    assert sorted(each["queueName"] for each in DECLARED if "queueName" in each) == [*QUEUES]


def test_the_decider_listens_where_our_own_host_does():
    topics = [each for each in DECLARED if "topicName" in each]

    assert [(each["topicName"], each["subscriptionName"]) for each in topics] == [
        (TOPIC, SUBSCRIPTION)
    ]


def test_the_page_lists_everything_that_must_exist():
    listed = re.findall(r"^\| `([a-z/-]+)` \|", PAGE.partition("## Who")[0], re.MULTILINE)

    assert sorted(listed) == sorted([TOPIC, f"{TOPIC}/{SUBSCRIPTION}", SET_ASIDE, *QUEUES])


def test_the_page_names_the_bounds_that_the_code_reckons_with():
    assert f"maximum delivery count {MAX_DELIVERIES}" in PAGE
    assert f"{DUPLICATES_WINDOW.seconds // 60} minutes" in PAGE
