"""A mail server: STARTTLS before anything else, then AUTH, then mail (RFC 5321, 3207, 4954).

`answers` has the server say something else at a step (`RCPT`, `DATA`, ...), `cut` has it break the
connection there once, and `late` has it wait so many seconds; `taken` is the step after it has
taken the mail and before it says so.
"""

import asyncio
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Post:
    """A server's mailboxes, and how it behaves."""

    user: str
    password: str
    mails: list = field(default_factory=list)
    logins: int = 0
    answers: dict = field(default_factory=dict)
    cut: list = field(default_factory=list)
    late: dict = field(default_factory=dict)

    def authenticate(self, server, session, envelope, mechanism, data):
        """Whether it is the one user."""
        self.logins += 1
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.user.encode(),
            self.password.encode(),
        )
        return AuthResult(success=known, handled=known)

    async def handle_MAIL(self, server, session, envelope, address, options):
        """Who sends."""
        if said := await self.behaviour("MAIL", server):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        """To whom."""
        if said := await self.behaviour("RCPT", server):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        """Take the mail."""
        if said := await self.behaviour("DATA", server):
            return said
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((tuple(envelope.rcpt_tos), mail))
        return await self.behaviour("taken", server) or "250 OK"

    async def behaviour(self, step, server):
        """What is said or done at a step in place of the usual."""
        await asyncio.sleep(self.late.get(step, 0))
        if step in self.cut:
            self.cut.remove(step)
            server.transport.abort()
            return "421 going away"
        return self.answers.get(step, "")


@contextmanager
def mail_server(post, certificate, **changes):
    """The server on a free port; without a certificate it offers no STARTTLS."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
    settings = {
        "tls_context": context,
        "require_starttls": bool(context),
        "authenticator": post.authenticate,
        "auth_required": True,
        "auth_require_tls": True,
        **changes,
    }
    controller = OnAnyPort(post, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class OnAnyPort(Controller):
    """A server that finds out which port it got, before it is tried for the first time."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
