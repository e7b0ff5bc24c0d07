"""What every way to people promises: they are told, once, and nothing but what was said."""

from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.mailbox import Mailbox, mail, notice_in
from shared.core.errors import RefusedError
from shared.letters import header
from shared.plain_text import lines
from shared.ports import Notice
from tests.adapters.ways import WAYS

NOTICE = Notice(
    key="churn-1.approval.prod",
    to="ann@bank.example",
    subject="churn waits for you",
    text="Please look at the evidence.\nhttp://localhost/approvals/1",
)


def notice(**changes):
    """A notice that differs from the usual one in this."""
    return Notice(**{**vars(NOTICE), **changes})


@pytest.fixture(scope="module", params=WAYS)
def living(request, tmp_path_factory):
    """A way to people, whose far end lives as long as this module's tests."""
    with WAYS[request.param](tmp_path_factory.mktemp("ways")) as way:
        yield way


@pytest.fixture
def way(living):
    """A way by which nobody has been told anything in this test."""
    living.forget()
    return living


def test_a_notice_arrives_as_it_was_written(way):
    way.people.tell(NOTICE)

    assert way.arrived() == [NOTICE]


def test_facts_arrive_in_plain_words(way):
    way.people.tell(notice(facts=(("Repository", "retail/churn"), ("Wanted", "two\nof them"))))

    [read] = way.arrived()
    assert read.text.startswith(NOTICE.text)
    assert {"Repository: retail/churn", "Wanted: two of them"} <= set(read.text.splitlines())


def test_a_notice_told_twice_is_recognisably_one(way):
    way.people.tell(NOTICE)
    way.people.tell(notice(text="said a little differently"))

    assert way.arrived() == [NOTICE]


def test_a_notice_told_by_many_at_once_is_recognisably_one(way):
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(way.people.tell, [NOTICE] * 8))

    assert way.arrived() == [NOTICE]


def test_everyone_is_told_for_themselves(way):
    way.people.tell(NOTICE)
    way.people.tell(notice(to="bob@bank.example"))

    assert [read.to for read in way.arrived()] == ["ann@bank.example", "bob@bank.example"]


def test_notices_come_in_the_order_of_telling(way):
    for number in range(5):
        way.people.tell(notice(key=f"key-{number}", subject=f"number {number}"))

    assert [read.subject for read in way.arrived()] == [f"number {n}" for n in range(5)]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("hello\r\nBcc: eve@evil.example", "hello Bcc: eve@evil.example", id="lines"),
        pytest.param("\x1b[31mred\x07", "[31mred", id="terminal codes"),
        pytest.param("ledom \u202emodel", "ledom model", id="a direction mark"),
        pytest.param("half a \ud83d pair", "half a pair", id="a lone surrogate"),
        pytest.param("Günstig für José ✓", "Günstig für José ✓", id="letters of other languages"),
        pytest.param("word " * 60, ("word " * 60).strip(), id="more than a line of a mail holds"),
    ],
)
def test_a_subject_stays_one_plain_line(way, written, shown):
    way.people.tell(notice(subject=written))

    assert [read.subject for read in way.arrived()] == [shown]


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param("=?utf-8?q?=0D=0ABcc=3A_eve=40evil.example?=", id="quoted"),
        pytest.param("hi =?utf-8?b?DQpCY2M6IGV2ZUBldmls?= there", id="base64"),
        pytest.param("=?utf-8?q?=0ABcc=3A?==?utf-8?q?eve?= =?utf-8?q?=0A?=", id="several"),
    ],
)
def test_an_encoded_word_in_a_subject_becomes_no_header(tmp_path, subject):
    Mailbox(tmp_path).tell(notice(key=subject, subject=subject))

    [path] = tmp_path.glob("*.eml")
    read = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert "Bcc" not in read
    assert read["Subject"] == read["X-Gatehouse-Key"] == subject.replace("=?", "= ?")


def test_a_text_keeps_its_lines_and_loses_what_moves_a_cursor(way):
    way.people.tell(notice(text="first\r\nsecond\x1b[2J\n.\nFrom here\n" + "x" * 2000))

    texts = [read.text for read in way.arrived()]
    assert texts == ["first\nsecond[2J\n.\nFrom here\n" + "x" * 2000]


@given(subject=st.text(max_size=200), text=st.text(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_said_a_mail_carries_it_and_nothing_else(subject, text):
    message = bytes(mail(notice(subject=subject, text=text)))

    read = notice_in(message)
    assert (read.subject, read.text) == (header(subject), lines(text))
    assert set(message_from_bytes(message, policy=policy.default).keys()) == set(
        mail(NOTICE).keys()
    )


@pytest.mark.parametrize(
    "to",
    [
        pytest.param("ann@bank.example, eve@evil.example", id="two people"),
        pytest.param("ann@bank.example\nBcc: eve@evil.example", id="another header"),
        pytest.param("ann@bank.example@evil.example", id="two hosts"),
        pytest.param("Ann <ann@bank.example>", id="a name and an address"),
        pytest.param("", id="nobody"),
    ],
)
def test_a_mail_goes_to_one_person_or_is_refused(tmp_path, to):
    with pytest.raises(RefusedError, match="not an address"):
        Mailbox(tmp_path).tell(notice(to=to))

    assert list(Mailbox(tmp_path).letters()) == []


def test_somebody_known_by_name_alone_gets_mail_too(tmp_path):
    people = Mailbox(tmp_path)

    people.tell(notice(to="Ann O'Neill"))

    assert [letter.to for letter in people.letters()] == ["Ann O'Neill"]


def test_a_mail_is_one_that_any_mail_program_opens(tmp_path):
    Mailbox(tmp_path).tell(NOTICE)

    [path] = tmp_path.glob("*.eml")
    read = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert [str(address) for address in read["To"].addresses] == ["ann@bank.example"]
    assert read["Date"].datetime and not read.defects


def test_what_a_crash_left_half_written_is_cleared_away_at_the_next_start(tmp_path):
    (tmp_path / ".drafts").mkdir()
    (tmp_path / ".drafts" / "orphan").write_bytes(b"From: Gate")

    people = Mailbox(tmp_path)

    assert list((tmp_path / ".drafts").iterdir()) == list(people.letters()) == []
