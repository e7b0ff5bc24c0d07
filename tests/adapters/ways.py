"""Every way to people, with a look at what arrived there."""

import base64
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import trustme

from shared.adapters.communication_services import CommunicationServices
from shared.adapters.letter import markup
from shared.adapters.mailbox import Mailbox
from shared.adapters.memory_people import MemoryPeople
from shared.adapters.smtp_mail import SmtpMail
from shared.adapters.teams import Teams
from shared.ports import Notice, People
from tests.standins.communication_services import Resource
from tests.standins.mail import Post, mail_server
from tests.standins.serving import serving
from tests.standins.teams import Channel, words_on

SENDER = "gatehouse@bank.example"
SIG, PASSWORD = "canary-sig", "canary-password"
KEY = base64.b64encode(b"canary-key of thirty-two bytes!!").decode()
CANARIES = (SIG, PASSWORD, KEY, "canary")
AUTHORITY = trustme.CA()
CERTIFICATE = AUTHORITY.issue_cert("127.0.0.1")


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to people; `arrived` is what they see, who take a repetition for the same."""

    people: People
    arrived: Callable[[], list[Notice]]
    forget: Callable[[], None] = lambda: None
    server: object = None


@cache
def authorities():
    """A file with the one certificate to believe."""
    path = Path(mkdtemp()) / "authorities.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    return path


@contextmanager
def memory(folder):
    people = MemoryPeople()
    yield Way(people=people, arrived=lambda: [*people.letters()], forget=people.told.clear)


@contextmanager
def mailbox(folder):
    people = Mailbox(folder / "mails")

    def forget():
        for path in people.root.glob("*.eml"):
            path.unlink()

    yield Way(people=people, arrived=lambda: [*people.letters()], forget=forget)


@contextmanager
def teams(folder):
    channel = Channel(sig=SIG)
    with serving(channel.app()) as address:
        yield Way(
            people=Teams(url=lambda: channel.url(address)),
            arrived=lambda: once((read.key, read.to, read) for read in map(on, channel.cards)),
            forget=channel.cards.clear,
            server=channel,
        )


def on(card):
    """The notice that a card shows."""
    subject, *text, told, key = words_on(card)
    text = "\n".join(text)
    return Notice(key=key, to=told.removeprefix("Told: "), subject=subject, text=text)


@contextmanager
def smtp(folder):
    post = Post(user="gatehouse", password=PASSWORD)
    with mail_server(post, CERTIFICATE) as port:
        yield Way(
            people=by_smtp(port),
            arrived=lambda: once(map(read, post.mails)),
            forget=post.mails.clear,
            server=post,
        )


def by_smtp(port, **changes):
    """The mail server on a port."""
    usual = {"user": "gatehouse", "password": lambda: PASSWORD, "authorities": authorities()}
    address = {"host": "127.0.0.1", "port": port, "sender": SENDER, "markup": markup}
    return SmtpMail(**{**address, **usual, **changes})


def read(post):
    """The notice in a mail, by how the mail is known."""
    [to], mail = post
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip("\n")
    key, subject = mail["X-Gatehouse-Key"], mail["Subject"]
    return mail["Message-ID"], to, Notice(key=key, to=to, subject=subject, text=text)


@contextmanager
def services(folder):
    resource = Resource(key=KEY, domain="bank.example")
    with serving(resource.app()) as address:
        yield Way(
            people=by_services(address),
            arrived=lambda: [sent(letter) for letter in resource.letters.values()],
            forget=resource.forget,
            server=resource,
        )


def by_services(address, **changes):
    """The resource at an address."""
    usual = {"endpoint": address, "sender": SENDER, "markup": markup, "key": lambda: KEY}
    return CommunicationServices(**{**usual, **changes})


def sent(letter):
    """The notice in a letter."""
    content, [to] = letter["content"], letter["recipients"]["to"]
    return Notice(
        key=letter["headers"]["X-Gatehouse-Key"],
        to=to["address"],
        subject=content["subject"],
        text=content["plainText"],
    )


def once(known):
    """Each notice once, the first of those that are known by the same."""
    first = {}
    for key, to, notice in known:
        first.setdefault((key, to), notice)
    return list(first.values())


WAYS = {
    "memory": memory,
    "mailbox": mailbox,
    "teams": teams,
    "smtp": smtp,
    "communication services": services,
}
