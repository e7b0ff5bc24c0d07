"""Mail by SMTP: behind a curtain, to one person, known again, and honest about what went wrong."""

import logging
from dataclasses import replace
from email.utils import getaddresses

import pytest
import trustme

from shared.adapters.smtp_mail import mail
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import CredentialsError, Notice
from tests.adapters.ways import AUTHORITY, CANARIES, CERTIFICATE, PASSWORD, SENDER, by_smtp
from tests.standins.mail import Post, mail_server

NOTICE = Notice(
    key="churn-1/approval@prod",
    to="ann@bank.example",
    subject="Freigabe für prod ✓",
    text="Bitte <b>schauen</b>.",
    facts=(("Wanted", "1 & no more"),),
    link="https://gatehouse.example/api/approvals/churn-1/prod?token=t&sent=",
    page="https://gatehouse.example/api/runs/churn-1",
)


@pytest.fixture(scope="module")
def served():
    """A mail server and its port."""
    post = Post(user="gatehouse", password=PASSWORD)
    with mail_server(post, CERTIFICATE) as port:
        yield post, port


@pytest.fixture
def post(served):
    """The server, with no mail in it and nothing out of the usual."""
    post, _ = served
    for each in (post.mails, post.answers, post.cut, post.late):
        each.clear()
    return post


@pytest.fixture
def people(served):
    return by_smtp(served[1])


def test_a_letter_has_the_same_words_in_text_and_in_html(people, post):
    people.tell(NOTICE)

    [(recipients, letter)] = post.mails
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert recipients == (NOTICE.to,)
    assert (letter["Subject"], letter["Auto-Submitted"]) == (NOTICE.subject, "auto-generated")
    for words in ("Bitte <b>schauen</b>.", "Wanted: 1 & no more", NOTICE.link):
        assert words in text
    for words in ("Bitte &lt;b&gt;schauen&lt;/b&gt;.", "1 &amp; no more", "token=t&amp;sent="):
        assert words in html
    assert "for nobody else" in text and "for nobody else" in html


def test_a_letter_is_of_letters_that_every_server_passes_on():
    assert bytes(mail(NOTICE, SENDER, "<p>Grüße</p>")).isascii()


def test_nothing_in_the_html_is_fetched_or_run(people, post):
    people.tell(replace(NOTICE, text="<script>x</script><img src=https://evil.example>"))

    html = post.mails[0][1].get_body(("html",)).get_content()
    assert not any(tag in html for tag in ("<script", "<img", "<link", "<iframe", "url("))


def test_a_letter_sent_again_has_the_message_id_of_the_first(people, post):
    for text in ("first", "second"):
        people.tell(replace(NOTICE, text=text))
    people.tell(replace(NOTICE, to="bob@bank.example"))

    first, second, other = (letter["Message-ID"] for _, letter in post.mails)
    assert first == second != other
    assert first.endswith("@bank.example>")


@pytest.mark.parametrize("field", ["subject", "key", "text"])
def test_nothing_said_becomes_a_header_or_a_recipient(people, post, field):
    evil = (
        "x\r\nBcc: eve@evil.example\r\n\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n=?utf-8?q?=0ABcc?="
    )

    people.tell(replace(NOTICE, **{field: evil}))

    [(recipients, letter)] = post.mails
    assert recipients == (NOTICE.to,)
    assert letter["Bcc"] is None
    assert getaddresses([letter["To"], letter["From"]]) == [
        ("", NOTICE.to),
        ("Gatehouse", SENDER),
    ]


@pytest.mark.parametrize(
    "to",
    [
        pytest.param("ann@bank.example, eve@evil.example", id="two people"),
        pytest.param("ann@bank.example>\r\nRCPT TO:<eve@evil.example", id="a command"),
        pytest.param("ann", id="a plain name"),
        pytest.param("jos\u00e9@bank.example", id="letters of other languages"),
        pytest.param("Ann Lee@bank.example", id="a space"),
    ],
)
def test_a_letter_goes_to_one_address_or_is_refused(people, post, to):
    with pytest.raises(RefusedError, match="not an address"):
        people.tell(replace(NOTICE, to=to))

    assert post.mails == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_permanent_no_is_told_and_a_passing_one_is_tried_again(people, post, step):
    post.answers[step] = "451 canary: try later"
    with pytest.raises(TryAgainError, match="451") as passing:
        people.tell(NOTICE)
    post.answers[step] = "550 canary: never"
    with pytest.raises((RefusedError, CredentialsError), match="550") as final:
        people.tell(NOTICE)

    assert isinstance(final.value, CredentialsError) is (step == "MAIL")
    assert "canary" not in f"{passing.value}{final.value}"
    assert post.mails == []


def test_a_sender_that_is_not_ours_names_the_setting(people, post):
    post.answers["MAIL"] = "553 not yours"

    with pytest.raises(CredentialsError, match="GATEHOUSE_MAIL_FROM"):
        people.tell(NOTICE)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "taken"])
def test_a_connection_that_breaks_is_tried_again_and_the_letter_is_known(people, post, step):
    post.cut.append(step)

    with pytest.raises(TryAgainError, match="may not have arrived"):
        people.tell(NOTICE)
    people.tell(NOTICE)

    assert len(post.mails) == (2 if step == "taken" else 1)
    assert len({letter["Message-ID"] for _, letter in post.mails}) == 1


def test_a_server_that_is_slow_is_tried_again(people, post):
    post.late["taken"] = 0.6

    with pytest.raises(TryAgainError):
        replace(people, seconds=0.2).tell(NOTICE)


def test_nobody_there_is_tried_again():
    with pytest.raises(TryAgainError, match="127.0.0.1:9"):
        by_smtp(9).tell(NOTICE)


def test_a_wrong_password_names_the_setting_and_nothing_else(served, post):
    for password in ("canary-wrong", "canary-\u00e9"):
        stranger = by_smtp(served[1], password=lambda word=password: word)
        for ask in (lambda people=stranger: people.tell(NOTICE), stranger.probe):
            with pytest.raises(CredentialsError, match="GATEHOUSE_SMTP_PASSWORD") as raised:
                ask()
            assert not any(word in str(raised.value) for word in CANARIES)
            assert password not in str(raised.value.__cause__)
    assert post.mails == []


def test_a_server_without_starttls_hears_neither_password_nor_letter():
    post = Post(user="gatehouse", password=PASSWORD)

    with (
        mail_server(post, None, auth_require_tls=False, auth_required=False) as port,
        pytest.raises(TryAgainError, match="STARTTLS.*GATEHOUSE_SMTP"),
    ):
        by_smtp(port).tell(NOTICE)

    assert (post.logins, post.mails) == (0, [])


@pytest.mark.parametrize(
    "certificate",
    [
        pytest.param(trustme.CA().issue_cert("127.0.0.1"), id="by somebody we do not believe"),
        pytest.param(AUTHORITY.issue_cert("mail.evil.example"), id="for another server"),
    ],
)
def test_a_certificate_that_proves_nothing_ends_the_conversation(certificate):
    post = Post(user="gatehouse", password=PASSWORD)

    with (
        mail_server(post, certificate) as port,
        pytest.raises(TryAgainError, match="certificate"),
    ):
        by_smtp(port).tell(NOTICE)

    assert (post.logins, post.mails) == (0, [])


def test_without_a_user_nobody_logs_in():
    post = Post(user="gatehouse", password=PASSWORD)

    with mail_server(post, CERTIFICATE, auth_required=False) as port:
        by_smtp(port, user="").tell(NOTICE)

    assert (post.logins, len(post.mails)) == (0, 1)


def test_a_probe_says_who_we_are_and_sends_nothing(people, post):
    assert people.probe().endswith("takes letters of gatehouse@bank.example from gatehouse")
    assert post.mails == []


def test_the_password_is_in_no_log(people, post, caplog):
    with caplog.at_level(logging.DEBUG):
        people.tell(NOTICE)

    ours = [record for record in caplog.records if not record.name.startswith("mail.")]
    assert PASSWORD not in " ".join(record.getMessage() for record in ours)
