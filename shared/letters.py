"""How a notice reads as a letter, and what makes a letter recognisable: the same by every post."""

import re
from email.headerregistry import Address
from hashlib import sha256

from shared.codec import document
from shared.core.errors import RefusedError
from shared.plain_text import line, lines
from shared.ports import Notice

OWN_LINK = "Your own link, for nobody else:"
ANY_LINK = "Everything about it:"


def plain(notice: Notice) -> str:
    """All that the letter says, in plain words."""
    facts = "\n".join(f"{line(name)}: {line(value)}" for name, value in notice.facts)
    link = f"{invitation(notice)}\n{line(notice.link)}" if notice.link else ""
    return "\n\n".join(part for part in (lines(notice.text), facts, link) if part)


def invitation(notice: Notice) -> str:
    """What stands before the link: nobody should pass on what lets them in."""
    return ANY_LINK if notice.link == notice.page else OWN_LINK


def address(person: str) -> Address:
    """The one person meant.  Raises `RefusedError` where it is not an address nor a plain name."""
    if not re.fullmatch(r"[\w.+' -]+(@[A-Za-z0-9.-]+)?", person):
        raise RefusedError(f"notice to {person!r}: not an address; write name@host or a plain name")
    name, _, host = person.partition("@")
    return Address(username=name, domain=host)


def mail_address(person: str) -> Address:
    """The one person meant, as any mail server takes it.  Raises `RefusedError`."""
    found = address(person)
    if not found.domain or not person.isascii() or " " in person:
        raise RefusedError(f"notice to {person!r}: not an address for mail; write name@host")
    return found


def header(text: str) -> str:
    """The text on one line, in which nothing is decoded.

    `EmailMessage` decodes what looks like an encoded word (`=?utf-8?q?=0ABcc:...?=`) when a header
    is set, and under a policy with `utf8` writes the line break inside as it is.
    """
    return line(text).replace("=?", "= ?")


def name_of(notice: Notice) -> str:
    """The same for the same key and person, whatever is said."""
    return sha256(document((notice.key, notice.to))).hexdigest()
