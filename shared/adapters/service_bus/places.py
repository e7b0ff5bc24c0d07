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


ASIDE = (
    Place(queue=SET_ASIDE),
    Place(queue=TOPIC, dead=True),
    *(Place(queue=queue, dead=True) for queue in QUEUES),
)


def token_of(place: Place, number: int) -> str:
    """What names a message that was set aside: its queue, and its number there."""
    return f"{place.queue}:{number}"


def place_of(token: str) -> tuple[Place, int] | None:
    """Where the message lies that a token names, `None` where it names none."""
    queue, _, number = token.rpartition(":")
    place = next((place for place in ASIDE if place.queue == queue), None)
    return (place, int(number)) if place and number.isdecimal() else None
