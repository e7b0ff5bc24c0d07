"""A card in the channel: one for all, plain words only, and never the URL that lets people in."""

import logging
from dataclasses import replace

import pytest

from shared.adapters.teams import Teams
from shared.adapters.teams.card import LARGEST_CARD, card_message
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import CredentialsError, Notice
from tests.standins.serving import serving
from tests.standins.teams import Channel, words_on
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, wire_to

SIG = "canary-sig"
ANN, BOB = "ann@bank.example", "bob@bank.example"
NOTICE = Notice(
    key="churn-1/approval@prod",
    to=ANN,
    subject="Approval wanted: churn for prod",
    text="churn has passed every gate.\nPlease decide.",
    facts=(("Decide before", "2026-11-27 09:00 UTC"),),
    link="https://gatehouse.example/api/approvals/churn-1/prod?token=canary-token",
    page="https://gatehouse.example/api/runs/churn-1",
    among=(ANN, BOB),
)


@pytest.fixture(scope="module")
def served():
    """A channel, and the wire to its workflow."""
    channel = Channel(sig=SIG)
    with serving(channel.app()) as address, wire_to(address) as wire:
        yield channel, wire


@pytest.fixture
def channel(served):
    """The channel, with no card in it."""
    channel, wire = served
    channel.cards.clear()
    channel.enabled = True
    wire.troubles.clear()
    wire.requests.clear()
    return channel


@pytest.fixture
def wire(served):
    return served[1]


@pytest.fixture
def teams(channel, wire):
    return Teams(url=lambda: channel.url(wire.address))


def test_a_card_says_what_is_wanted_of_whom_by_when_and_where_to_look(teams, channel):
    teams.tell(NOTICE)

    [card] = channel.cards
    assert words_on(card) == [
        "Approval wanted: churn for prod",
        "churn has passed every gate.",
        "Please decide.",
        "Decide before: 2026-11-27 09:00 UTC",
        f"Told: {ANN}, {BOB}",
        "churn-1/approval@prod",
    ]
    assert [action["url"] for action in card["actions"]] == [NOTICE.page]


def test_several_people_who_are_told_the_same_are_one_card(teams, channel):
    for person in NOTICE.among:
        teams.tell(replace(NOTICE, to=person))

    assert len(channel.cards) == 1


def test_somebody_named_twice_does_not_keep_the_card_away(teams, channel):
    teams.tell(replace(NOTICE, among=(ANN, ANN)))

    assert len(channel.cards) == 1


def test_nobodys_own_link_is_shown_to_the_channel():
    assert b"canary-token" not in card_message(NOTICE)


def test_a_notice_without_a_page_has_no_button(teams, channel):
    teams.tell(replace(NOTICE, page=""))

    assert channel.cards[0]["actions"] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("[click](https://evil.example)", "[click](https://evil.example)", id="a link"),
        pytest.param("**all** _good_", "**all** _good_", id="emphasis"),
        pytest.param(
            "{{DATE(2017-02-14T06:00:00Z)}}", "{ {DATE(2017-02-14T06:00:00Z)}}", id="date"
        ),
        pytest.param('"}],"actions":[', '"}],"actions":[', id="an end of the text"),
        pytest.param("<at>everyone</at>", "<at>everyone</at>", id="a mention"),
        pytest.param("a\u202eb\x1b[2J", "ab[2J", id="what turns text around"),
    ],
)
def test_what_somebody_wrote_stays_plain_words(teams, channel, written, shown):
    teams.tell(replace(NOTICE, subject=written, text=written, facts=((written, written),)))

    assert words_on(channel.cards[0])[:3] == [shown, shown, f"{shown}: {shown}"]
    assert {block["type"] for block in channel.cards[0]["body"]} == {"RichTextBlock"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 100_000, id="a long line"),
        pytest.param("a\n" * 50_000, id="many lines"),
        pytest.param("\U0001f680" * 50_000, id="letters of four bytes"),
        pytest.param('"\\' * 50_000, id="letters that JSON writes in two"),
    ],
)
def test_a_card_that_is_too_large_is_shortened(teams, channel, text):
    teams.tell(replace(NOTICE, text=text))

    assert len(card_message(replace(NOTICE, text=text))) <= LARGEST_CARD
    assert words_on(channel.cards[0])[-1] == NOTICE.key


def test_a_card_that_cannot_be_shortened_is_refused():
    crowd = tuple((f"name {number}", "value") for number in range(1000))

    with pytest.raises(RefusedError, match="does not fit"):
        card_message(replace(NOTICE, facts=crowd))


PASSING = {
    "a workflow that is slow": Late(seconds=0.6),
    "too many requests": Answer(429, headers={"Retry-After": "17"}),
    "an error of theirs": Answer(500),
    "a gateway that is down": Answer(502, body=b"canary"),
    "a connection that breaks before": Gone(),
    "an answer that is lost": Lost(),
}


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
def test_passing_trouble_is_tried_again_and_the_card_is_known_by_its_key(
    teams, channel, wire, trouble
):
    wire.upset(trouble)
    first = replace(teams, seconds=0.2) if isinstance(trouble, Late) else teams

    with pytest.raises(TryAgainError) as raised:
        first.tell(NOTICE)
    teams.tell(NOTICE)
    wire.rest()

    assert not isinstance(raised.value, CredentialsError)
    assert "canary" not in str(raised.value)
    assert {words_on(card)[-1] for card in channel.cards} == {NOTICE.key}


def test_the_time_the_workflow_asks_for_is_passed_on(teams, wire):
    wire.upset(Answer(429, headers={"Retry-After": "17"}))

    with pytest.raises(TryAgainError) as raised:
        teams.tell(NOTICE)

    assert raised.value.after.total_seconds() == 17


def test_an_answer_cut_in_the_middle_of_nothing_is_no_trouble(teams, channel, wire):
    wire.upset(Cut(after=0))

    teams.tell(NOTICE)

    assert len(channel.cards) == 1


def test_a_redirection_is_not_followed(teams, channel, wire):
    wire.upset(Answer(307, headers={"Location": f"{wire.address}/elsewhere?sig={SIG}"}))

    with pytest.raises(CredentialsError, match="307"):
        teams.tell(NOTICE)

    assert (len(wire.requests), channel.cards) == (1, [])


def test_a_workflow_that_is_turned_off_or_does_not_know_us_names_the_setting(channel, wire):
    stranger = Teams(url=lambda: channel.url(wire.address).replace(SIG, "canary-other"))
    gone = Teams(url=lambda: f"{wire.address}/deleted?sig={SIG}")
    channel.enabled = False

    for teams in (stranger, gone, Teams(url=lambda: channel.url(wire.address))):
        with pytest.raises(CredentialsError, match="GATEHOUSE_TEAMS") as raised:
            teams.tell(NOTICE)
        assert "canary" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("https://evil.example/?sig=canary", id="another host"),
        pytest.param("https://logic.azure.com.evil.example/?sig=canary", id="our host in front"),
        pytest.param("https://evil-logic.azure.com/?sig=canary", id="a host that ends alike"),
        pytest.param("https://logic.azure.com/?sig=canary", id="no host below"),
        pytest.param("https://a.logic.azure.com@evil.example/?sig=canary", id="as a user"),
        pytest.param("http://a.logic.azure.com/?sig=canary", id="in the clear"),
        pytest.param("https://a.logic.azure.com:8443/?sig=canary", id="another port"),
        pytest.param("https://a.logic.azure.com:canary/", id="no port"),
        pytest.param("https://a.logic.azure.com/a b?sig=canary", id="a space"),
        pytest.param("https://a.logic.azure.com/\u00e9?sig=canary", id="another letter"),
        pytest.param("http://169.254.169.254/?sig=canary", id="the platform's own"),
    ],
)
def test_a_url_that_is_no_workflows_is_not_called(url):
    with pytest.raises(CredentialsError, match="GATEHOUSE_TEAMS") as raised:
        Teams(url=lambda: url).tell(NOTICE)

    assert "canary" not in str(raised.value)
    assert "canary" not in str(raised.value.__cause__)


def test_the_url_is_in_no_log(teams, channel, caplog):
    with caplog.at_level(logging.DEBUG):
        teams.tell(NOTICE)

    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    assert SIG not in " ".join(record.getMessage() for record in ours)


def test_a_probe_posts_nothing(teams, channel):
    assert teams.probe().startswith("Teams: 127.0.0.1 answers")
    assert channel.cards == []


def test_a_probe_of_nobody_says_so():
    with pytest.raises(TryAgainError, match="cannot be reached"):
        Teams(url=lambda: "http://127.0.0.1:9/?sig=canary").probe()
