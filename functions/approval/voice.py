"""Under which name a visitor speaks: one that bars them, where they have one."""

from collections.abc import Collection

from shared.ports.people import Visitor


def spoken_as(visitor: Visitor, authors: Collection[str]) -> str:
    """The visitor's first address; an author's, where any of theirs is one: it bars the person."""
    written = {mailbox_of(author): author for author in authors}
    own = (mailbox_of(address) for address in visitor.addresses)
    return next((written[each] for each in own if each in written), visitor.addresses[0])


def mailbox_of(address: str) -> str:
    """Where mail to the address ends up: neither capitals nor a `+tag` make it another person's."""
    name, at, host = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}{at}{host}"
