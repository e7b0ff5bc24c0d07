"""What a commit object says: its tree, and who wrote it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.ports import UnreadableSourceError

# Git believes the first of several `tree` lines where dulwich believes the last, so that a
# reviewer and we could see different files.  Hence the one order in which git writes them.
HEAD = re.compile(
    rb"tree ([0-9a-f]{40})\n(?:parent [0-9a-f]{40}\n)*author ([^\n]*)\ncommitter ([^\n]*)\n"
)
IN_BRACKETS = re.compile(rb"<([^<>\n]*)>")
TRAILER = re.compile(rb"(?im)^co-authored-by:(.*)$")
ADDRESS = re.compile(rb"[^\s<>,;]+@[^\s<>,;]+")


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The tree of a commit, and the e-mail addresses of all who wrote it, in lower case."""

    tree: str
    authors: tuple[str, ...]


def commit_in(data: bytes) -> Commit:
    """What the bytes of a commit object say."""
    head = HEAD.match(data)
    if head is None:
        raise UnreadableSourceError("the commit has no proper tree, author and committer")
    tree, author, committer = head.groups()
    if not any(map(bytes.strip, IN_BRACKETS.findall(author))):
        raise UnreadableSourceError("its author has no e-mail address: set user.email, and amend")
    addresses = (*IN_BRACKETS.findall(author + committer), *_co_authors(data[head.end() :]))
    names = (address.decode("utf-8", "replace").strip().lower() for address in addresses)
    return Commit(tree=tree.decode(), authors=tuple(dict.fromkeys(filter(None, names))))


def _co_authors(message: bytes) -> Iterator[bytes]:
    for trailer in TRAILER.findall(message):
        yield from ADDRESS.findall(trailer)
