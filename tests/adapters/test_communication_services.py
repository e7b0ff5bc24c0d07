"""Mail by Communication Services: one operation for one letter, however often it is sent."""

import logging
from base64 import b64encode
from dataclasses import replace

import pytest

from shared.adapters.communication_services import operation_of
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import CredentialsError, Notice
from tests.adapters.ways import CANARIES, KEY, by_services
from tests.standins.communication_services import Resource
from tests.standins.serving import serving
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, wire_to

NOTICE = Notice(
    key="churn-1/approval@prod",
    to="ann@bank.example",
    subject="Freigabe für prod ✓",
    text="Bitte <b>schauen</b>.",
    facts=(("Wanted", "1 & no more"),),
)
SEND, ASK = "/emails:send", "/emails/operations/"


@pytest.fixture(scope="module")
def served():
    """A resource, and the wire to it."""
    resource = Resource(key=KEY, domain="bank.example")
    with serving(resource.app()) as address, wire_to(address) as wire:
        yield resource, wire


@pytest.fixture
def resource(served):
    """The resource, through which nothing has been sent."""
    resource, wire = served
    resource.forget()
    resource.ends, resource.looks = {"status": "Succeeded"}, 1
    wire.troubles.clear()
    wire.requests.clear()
    return resource


@pytest.fixture
def wire(served):
    return served[1]


@pytest.fixture
def people(resource, wire):
    return by_services(wire.address)


def test_a_letter_has_text_and_html_and_goes_to_one_person(people, resource):
    people.tell(NOTICE)

    [letter] = resource.letters.values()
    assert letter["recipients"] == {"to": [{"address": NOTICE.to}]}
    assert letter["content"]["subject"] == NOTICE.subject
    assert "Bitte <b>schauen</b>.\n\nWanted: 1 & no more" in letter["content"]["plainText"]
    assert "Bitte &lt;b&gt;schauen&lt;/b&gt;." in letter["content"]["html"]


def test_a_letter_is_told_once_its_operation_has_succeeded(people, resource, wire):
    resource.looks = 3

    people.tell(NOTICE)

    assert (wire.count(SEND), wire.count(ASK)) == (1, 3)


def test_a_letter_that_takes_long_is_on_its_way(resource, wire):
    resource.looks = 10**9

    by_services(wire.address, patience=0.0).tell(NOTICE)

    assert list(resource.letters) == [str(operation_of(NOTICE))]


PASSING = {
    "a service that is slow": Late(seconds=0.6),
    "too many requests": Answer(429, headers={"Retry-After": "17"}, body=b"canary"),
    "an error of theirs": Answer(500, body=b"canary"),
    "a gateway that is down": Answer(503, headers={"Retry-After": "5"}),
    "a connection that breaks before": Gone(),
    "an answer cut in the middle": Cut(after=20),
    "an answer that is lost": Lost(),
    "the same letter under way elsewhere": Answer(409),
}


@pytest.mark.parametrize("request_", [SEND, ASK])
@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
def test_passing_trouble_is_tried_again_and_no_letter_is_sent_twice(
    people, resource, wire, trouble, request_
):
    wire.upset(trouble, on=request_)
    first = by_services(wire.address, seconds=0.2) if isinstance(trouble, Late) else people

    with pytest.raises(TryAgainError) as raised:
        first.tell(NOTICE)
    people.tell(NOTICE)
    wire.rest()

    assert not isinstance(raised.value, CredentialsError)
    assert "canary" not in str(raised.value)
    assert list(resource.letters) == [str(operation_of(NOTICE))]


def test_nothing_is_tried_again_behind_our_back(people, wire):
    wire.upset(Answer(503), on=SEND)

    with pytest.raises(TryAgainError):
        people.tell(NOTICE)

    assert len(wire.requests) == 1


def test_the_time_the_service_asks_for_is_passed_on(people, wire):
    wire.upset(Answer(429, headers={"Retry-After": "17"}), on=SEND)

    with pytest.raises(TryAgainError) as raised:
        people.tell(NOTICE)

    assert raised.value.after.total_seconds() == 17


def test_a_letter_sent_again_in_other_words_is_the_first_one(people, resource):
    people.tell(NOTICE)
    people.tell(replace(NOTICE, text="The link in it has been signed again."))

    [letter] = resource.letters.values()
    assert letter["content"]["plainText"].startswith("Bitte")


def test_a_letter_that_was_not_sent_is_told_with_its_code_alone(people, resource):
    error = {"code": "EmailDroppedAllRecipientsSuppressed", "message": "canary"}
    resource.ends = {"status": "Failed", "error": error}

    with pytest.raises(RefusedError, match="Failed .EmailDropped") as raised:
        people.tell(NOTICE)

    assert "canary" not in str(raised.value)
    assert str(operation_of(NOTICE)) in str(raised.value)


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_known_there_hears_which_setting_it_is(people, wire, status):
    wire.upset(Answer(status, body=b'{"error": {"code": "Denied", "message": "canary"}}'))

    with pytest.raises(CredentialsError, match="GATEHOUSE_COMMUNICATION_SERVICES") as raised:
        people.tell(NOTICE)

    assert "canary" not in str(raised.value)


def test_a_wrong_key_is_one_clear_error(resource, wire):
    stranger = by_services(wire.address, key=lambda: b64encode(b"canary-wrong").decode())

    for ask in (lambda: stranger.tell(NOTICE), stranger.probe):
        with pytest.raises(CredentialsError, match="401 Denied") as raised:
            ask()
        assert not any(canary in str(raised.value) for canary in CANARIES)
    assert resource.letters == {}


def test_a_sender_that_is_not_ours_names_the_setting(resource, wire):
    with pytest.raises(CredentialsError, match="DomainNotLinked.*GATEHOUSE_MAIL_FROM"):
        by_services(wire.address, sender="gatehouse@evil.example").tell(NOTICE)


def test_a_letter_nobody_could_deliver_is_refused(people, resource):
    with pytest.raises(RefusedError, match="not an address"):
        people.tell(replace(NOTICE, to="ann"))
    with pytest.raises(RefusedError, match="400 BadRequest"):
        people.tell(replace(NOTICE, subject=""))

    assert resource.letters == {}


@pytest.mark.parametrize(
    "endpoint",
    [
        pytest.param("http://mail.communication.azure.com", id="in the clear"),
        pytest.param("https://m.communication.azure.com/;accesskey=canary", id="with a key"),
        pytest.param("https://canary@m.communication.azure.com", id="with a user"),
        pytest.param("endpoint=https://m.communication.azure.com;accesskey=canary", id="a string"),
    ],
)
def test_what_is_no_plain_https_endpoint_is_refused(endpoint):
    with pytest.raises(RefusedError, match="GATEHOUSE_COMMUNICATION_SERVICES") as raised:
        by_services(endpoint).tell(NOTICE)

    assert "canary" not in str(raised.value)


def test_a_probe_sends_nothing(people, resource, wire):
    assert people.probe().endswith("takes letters of gatehouse@bank.example")
    assert (resource.letters, wire.count(SEND)) == ({}, 0)


def test_neither_key_nor_signature_is_in_a_log(people, caplog):
    with caplog.at_level(logging.DEBUG):
        people.tell(NOTICE)

    assert KEY not in caplog.text
    assert "Signature=" not in caplog.text
