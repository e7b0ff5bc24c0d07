"""Mail by SMTP, which is never sent in the clear.

Each letter has a connection of its own: there are few of them, and a mail server closes what is
idle.  A letter sent again has the Message-ID of the first, by which mail programs know it.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path

from shared.core.errors import RefusedError, TryAgainError
from shared.letters import header, mail_address, name_of, plain
from shared.plain_text import lines
from shared.ports import CredentialsError, Notice

CONNECT_SECONDS = 5.0
NAME = "Gatehouse"
LETTER = SMTP.clone(cte_type="7bit")
"""What any server may pass on unchanged; 8 bits would take its leave (RFC 6152)."""


@dataclass(frozen=True, kw_only=True)
class SmtpMail:
    """A mail server that takes our letters.

    `markup` gives a notice as HTML, `password` that of `user`; without a user nobody logs in.
    `authorities` is a file of certificates to believe in place of those that the machine believes,
    `seconds` how long an answer may take.
    """

    host: str
    port: int
    sender: str
    markup: Callable[[Notice], str]
    user: str = ""
    password: Callable[[], str] = lambda: ""
    authorities: Path | None = None
    seconds: float = 30.0

    def tell(self, notice: Notice) -> None:
        """Hand the letter to the server."""
        letter = mail(notice, self.sender, self.markup(notice))
        with self.server() as server, refusals(notice):
            # `send_message` would write ">From" where a line of the text begins with "From".
            server.sendmail(self.sender, [mail_address(notice.to).addr_spec], bytes(letter))

    def probe(self) -> str:
        """Who we are to the server.  Raises as `tell` does."""
        with self.server():
            who = self.user or "nobody in particular"
            return f"SMTP: {self.host}:{self.port} takes letters of {self.sender} from {who}"

    @contextmanager
    def server(self) -> Iterator[smtplib.SMTP]:
        """The server, once nobody can listen in and it knows us."""
        there = f"SMTP: {self.host}:{self.port}"
        with trouble(there):
            server = smtplib.SMTP(self.host, self.port, timeout=CONNECT_SECONDS)
        with closing(server):
            with trouble(there):
                self.enter(server)
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def enter(self, server: smtplib.SMTP) -> None:
        """Draw the curtain, and log in."""
        assert server.sock is not None
        server.sock.settimeout(self.seconds)
        server.starttls(context=ssl.create_default_context(cafile=self.authorities))
        if self.user:
            self.log_in(server)

    def log_in(self, server: smtplib.SMTP) -> None:
        """Say who we are."""
        try:
            server.login(self.user, self.password())
        except UnicodeError:
            # The cause would repeat the password.
            raise CredentialsError(
                "SMTP: the password has letters that no mail server takes; mend the secret that"
                " GATEHOUSE_SMTP_PASSWORD refers to"
            ) from None


def mail(notice: Notice, sender: str, html: str) -> EmailMessage:
    """The letter, in which nothing of the notice can become a header or another recipient."""
    author, reader = mail_address(sender), mail_address(notice.to)
    message = EmailMessage(policy=LETTER)
    message["From"] = type(author)(NAME, author.username, author.domain)
    message["To"] = reader
    message["Subject"] = header(notice.subject)
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{name_of(notice)}@{author.domain}>"
    message["X-Gatehouse-Key"] = header(notice.key)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(lines(plain(notice)))
    message.add_alternative(html, subtype="html")
    return message


@contextmanager
def trouble(server: str) -> Iterator[None]:
    """What is wrong between the server and us; nothing it says is repeated."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise TryAgainError(f"{server} cannot log us in now: {error.smtp_code}") from error
        raise CredentialsError(
            f"{server} does not know GATEHOUSE_SMTP_USER with that password: {error.smtp_code};"
            " mend the secret that GATEHOUSE_SMTP_PASSWORD refers to"
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise TryAgainError(
            f"{server} offers no STARTTLS or, after it, no login, and nothing is sent in the clear;"
            " name a server in GATEHOUSE_SMTP that offers both"
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise TryAgainError(
            f"{server} shows a certificate that is not to be believed: {error.verify_message};"
            " mend it, or name in GATEHOUSE_SMTP the server that it is made for"
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise TryAgainError(f"{server} cannot be spoken to: {type(error).__name__}") from error


@contextmanager
def refusals(notice: Notice) -> Iterator[None]:
    """Why the letter was not taken."""
    try:
        yield
    except smtplib.SMTPSenderRefused as error:
        raise refusal(error.smtp_code, "takes no mail of GATEHOUSE_MAIL_FROM", error) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = next(iter(error.recipients.values()))
        raise refusal(code, f"takes no mail for {notice.to}", error) from error
    except smtplib.SMTPResponseException as error:
        raise refusal(error.smtp_code, f"does not take the letter to {notice.to}", error) from error
    except (OSError, smtplib.SMTPException) as error:
        reason = f"SMTP: the letter to {notice.to} may not have arrived: {type(error).__name__}"
        raise TryAgainError(reason) from error


def refusal(code: int, reason: str, error: Exception) -> Exception:
    """What to raise: below 500 the trouble may pass, and a wrong sender can be mended."""
    told = f"SMTP: the server {reason}: {code}"
    if code < 500:
        return TryAgainError(told)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return CredentialsError(f"{told}; mend that setting, or let GATEHOUSE_SMTP_USER send so")
    return RefusedError(told)
