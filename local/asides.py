"""What nobody could handle: look at it, send it once more, or forget it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from local import printing
from shared.core.errors import RefusedError
from shared.ports import Aside
from shared.wiring import world

if TYPE_CHECKING:
    from rich.table import Table


def tell(as_json: bool) -> None:
    """Print all that was set aside."""
    asides = world().asides.aside()
    printing.show(as_json, [facts_of(aside) for aside in asides], lambda: tell_people(asides))


def send_again(token: str) -> None:
    """Send one message once more.  Raises `RefusedError` where it is not there, or unreadable."""
    world().asides.send_again(find(token))
    print(f"{token} was sent again")


def drop(token: str) -> None:
    """Forget one message.  Raises `RefusedError` where it is not there."""
    world().asides.drop_aside(find(token).token)
    print(f"{token} is forgotten")


def find(token: str) -> Aside:
    """What goes by the token."""
    for aside in world().asides.aside():
        if aside.token == token:
            return aside
    raise RefusedError(
        f"{token}: nothing goes by that token; `gatehouse aside` lists what there is"
    )


def facts_of(aside: Aside) -> dict[str, object]:
    """The same for machines."""
    return {
        "token": aside.token,
        "queue": aside.queue,
        "id": aside.id,
        "reason": aside.reason,
        "at": aside.at,
        "message": aside.data.decode(errors="replace"),
    }


def tell_people(asides: Iterable[Aside]) -> None:
    """A table, or that there is nothing to tell."""
    if asides:
        printing.console().print(table_of(asides))
    else:
        print("nothing was set aside")


def table_of(asides: Iterable[Aside]) -> "Table":
    """The messages, those that lie there longest first."""
    made = printing.table("token", "since", "given up by", "message", "why")
    for aside in asides:
        made.add_row(
            printing.plain(aside.token),
            f"{aside.at:%m-%d %H:%M}",
            printing.plain(f"the queue {aside.queue}" if aside.queue else "its function"),
            printing.plain(aside.id or aside.data[:80].decode(errors="replace")),
            printing.plain(aside.reason),
        )
    return made
