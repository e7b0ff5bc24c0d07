"""The queues and topics that must exist, and where messages end that nobody handled."""

from dataclasses import dataclass

from shared.codec import KNOWN, destination
from shared.core.messages import Command

TOPIC = "events"
SUBSCRIPTION = "pipeline"
SET_ASIDE = "set-aside"
# Nothing but its kind says where a message goes, so an empty one will do.
QUEUES = tuple(
    sorted(destination(kind.__new__(kind)) for kind in KNOWN.values() if issubclass(kind, Command))
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A queue, the topic, or the dead-letter queue beneath one of them."""

    queue: str
    dead: bool = False

    def __str__(self) -> str:
        return f"{self.queue}, dead letters" if self.dead else self.queue


ASIDE = {
    SET_ASIDE: Place(queue=SET_ASIDE),
    # What is borrowed and given back too often, while others are dropped, ends here.
    f"{SET_ASIDE}-longer": Place(queue=SET_ASIDE, dead=True),
    **{queue: Place(queue=queue, dead=True) for queue in (TOPIC, *QUEUES)},
}
"""Where to look for what nobody handled, and what tokens call these places."""


def token_of(name: str, number: int) -> str:
    """What names a message that was set aside: its place, and its number there."""
    return f"{name}:{number}"


def place_of(token: str) -> tuple[Place, int] | None:
    """Where the message lies that a token names, `None` where it names none."""
    name, _, number = token.rpartition(":")
    place = ASIDE.get(name)
    return (place, int(number)) if place and number.isdecimal() else None
