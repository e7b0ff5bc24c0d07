"""People reached by mails that lie in a folder, where any mail program can open them."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path

from shared.codec import document
from shared.core.errors import RefusedError
from shared.files import durable
from shared.plain_text import line, lines
from shared.ports import Notice

MAIL = policy.default.clone(utf8=True)
HEADERS = ("X-Gatehouse-Key", "X-Gatehouse-To", "Subject")
SENDER = Address("Gatehouse", "gatehouse", "localhost")


class Mailbox:
    """A folder with one mail (RFC 5322, `.eml`) for every notice."""

    def __init__(self, root: Path) -> None:
        """Open the folder, and clear away what a crash left half written."""
        self.root = root
        durable.sweep(root)

    def tell(self, notice: Notice) -> None:
        """Leave the notice as a mail; told again, it is the mail that is there already."""
        name = name_of(notice)
        if (self.root / name).exists():
            return
        try:
            durable.keep(self.root, name, [bytes(mail(notice))], mode=0o600, once=True)
        except FileExistsError:
            return

    def letters(self, to: str | None = None) -> Iterator[Notice]:
        """The mails to one person, or to all, the oldest first."""
        paths = sorted(self.root.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path))
        read = (notice_in(path.read_bytes()) for path in paths)
        yield from (notice for notice in read if to in (None, notice.to))


def mail(notice: Notice) -> EmailMessage:
    """The notice as a mail, in which nothing of it can become a header or another recipient."""
    message = EmailMessage(policy=MAIL)
    message["From"] = SENDER
    message["To"] = address(notice.to)
    message["Subject"] = header(notice.subject)
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{name_of(notice).removesuffix('.eml')}@localhost>"
    message["X-Gatehouse-Key"] = header(notice.key)
    message["X-Gatehouse-To"] = notice.to
    message.set_content(lines(notice.text))
    return message


def header(text: str) -> str:
    """The text on one line, in which nothing is decoded.

    `EmailMessage` decodes what looks like an encoded word (`=?utf-8?q?=0ABcc:...?=`) when a header
    is set, and under a policy with `utf8` writes the line break inside as it is.
    """
    return line(text).replace("=?", "= ?")


def address(person: str) -> Address:
    """The one person meant.  Raises `RefusedError` where it is not an address nor a plain name."""
    if not re.fullmatch(r"[\w.+' -]+(@[A-Za-z0-9.-]+)?", person):
        raise RefusedError(f"notice to {person!r}: not an address; write name@host or a plain name")
    name, _, host = person.partition("@")
    return Address(username=name, domain=host)


def notice_in(data: bytes) -> Notice:
    """The notice that a mail of ours carries."""
    message = message_from_bytes(data, EmailMessage, policy=MAIL)
    key, to, subject = (str(message[name]) for name in HEADERS)
    return Notice(key=key, to=to, subject=subject, text=message.get_content().rstrip("\n"))


def name_of(notice: Notice) -> str:
    """The same for the same key and person, whatever is said."""
    return f"{sha256(document((notice.key, notice.to))).hexdigest()}.eml"
