"""What of a model's code stands in other repositories, too."""

from collections.abc import Mapping

from shared.code_index import books, shards
from shared.code_index.books import Entry
from shared.code_index.comparing import common, owns
from shared.code_index.files import code_of, compared, entries_of, fresh
from shared.code_index.meeting import met
from shared.code_index.rivals import owner_of, rivals
from shared.core.clones import Clone, Clones, folded
from shared.ports import AlteredError, Blobs


def clones(blobs: Blobs, repository: str, files: Mapping[str, str]) -> Clones:
    """What stands in other registered repositories, the longest first.

    A copy is told to whoever made it, not to whom it was made of: files are compared with the
    repositories that had something of them before.  Where `repository` is empty, as on a laptop,
    one that has most of the files as they are is not another one.
    """
    code, unread = code_of(files), list[str]()
    entries = entries_with_rivals(blobs, repository or own(blobs, code), code, unread)
    found = list[Clone]()
    for book in rivals(blobs, entries, unread):
        if owner := owner_of(blobs, book, unread):
            found += common(book, owner, entries)
    beyond = len(compared(files)) - len(code)
    return Clones(found=folded(found), unread=tuple(unread), beyond=beyond)


def own(blobs: Blobs, code: Mapping[str, str]) -> str:
    """The repository that has most of the files as they are, empty where there is none."""
    unread = list[str]()
    entries = entries_with_rivals(blobs, "", code, unread)
    owners = (book.repository for book in rivals(blobs, entries, unread) if owns(book, entries))
    return next(owners, "")


def entries_with_rivals(
    blobs: Blobs, repository: str, code: Mapping[str, str], unread: list[str]
) -> tuple[Entry, ...]:
    """The files, with who had something of them before; what is not noted is asked for now."""
    book, _ = books.known(blobs, repository)
    entries = tuple(entries_of(code, book))
    new, number = fresh(entries, book), books.number_of(repository)
    anchors = frozenset[int]().union(*(entry.prints.anchors for entry in new))
    others = set[tuple[int, int]]()
    for place in sorted(shards.by_place(anchors - book.asked)):
        try:
            postings, _ = shards.read(blobs, place)
            others |= {posting for posting in postings if posting[1] != number}
        except AlteredError as error:
            unread.append(str(error))
    digests = {entry.digest for entry in new}
    return (*(one for one in entries if one.digest not in digests), *met(new, others, book))
