"""People reached by mails that lie in a folder, where any mail program can open them."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

from shared.files import durable
from shared.letters import address, header, name_of, plain
from shared.plain_text import lines
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
        name = f"{name_of(notice)}.eml"
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
    message["Message-ID"] = f"<{name_of(notice)}@localhost>"
    message["X-Gatehouse-Key"] = header(notice.key)
    message["X-Gatehouse-To"] = notice.to
    message.set_content(lines(plain(notice)))
    return message


def notice_in(data: bytes) -> Notice:
    """The notice that a mail of ours carries."""
    message = message_from_bytes(data, EmailMessage, policy=MAIL)
    key, to, subject = (str(message[name]) for name in HEADERS)
    return Notice(key=key, to=to, subject=subject, text=message.get_content().rstrip("\n"))
