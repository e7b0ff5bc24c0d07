"""What a commit object says: its tree, who wrote it, and what it was built upon."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.ports import UnreadableSourceError

# Git believes the first of several `tree` lines where dulwich believes the last, so that a
# reviewer and we could see different files.  Hence the one order in which git writes them.
HEAD = re.compile(
    rb"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author ([^\n]*)\ncommitter ([^\n]*)\n"
)
IN_BRACKETS = re.compile(rb"<([^<>\n]*)>")
SECONDS = re.compile(rb"> ([0-9]{1,12}) [^ >]*\Z")
TRAILER = re.compile(rb"(?im)^co-authored-by:(.*)$")
NAME = re.compile(r"[0-9a-f]{40}")
APART = re.compile(rb"[\s<>,;]+")


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The tree of a commit, and the e-mail addresses of all who wrote it, in lower case.

    `committed` is when, in seconds since 1970, if one may believe the commit; 0 where it is silent.
    """

    tree: str
    authors: tuple[str, ...]
    parents: tuple[str, ...]
    committed: int


def is_name(text: str) -> bool:
    """Whether the text is the full id of a commit."""
    return bool(NAME.fullmatch(text))


def check_name(text: str) -> None:
    """Raise `UnreadableSourceError` unless the text is the full id of a commit."""
    if not is_name(text):
        raise UnreadableSourceError("a commit is named by 40 hexadecimal digits")


def commit_in(data: bytes) -> Commit:
    """What the bytes of a commit object say."""
    head = HEAD.match(data)
    if head is None:
        raise UnreadableSourceError("the commit has no proper tree, author and committer")
    tree, parents, author, committer = head.groups()
    if not any(map(bytes.strip, IN_BRACKETS.findall(author))):
        raise UnreadableSourceError("its author has no e-mail address: set user.email, and amend")
    addresses = (*IN_BRACKETS.findall(author + committer), *_co_authors(data[head.end() :]))
    names = (address.decode("utf-8", "replace").strip().lower() for address in addresses)
    when = SECONDS.search(committer)
    return Commit(
        tree=tree.decode(),
        authors=tuple(dict.fromkeys(filter(None, names))),
        parents=tuple(parents.decode().split()[1::2]),
        committed=int(when[1]) if when else 0,
    )


def _co_authors(message: bytes) -> Iterator[bytes]:
    for trailer in TRAILER.findall(message):
        yield from (word for word in APART.split(trailer) if b"@" in word.strip(b"@"))
