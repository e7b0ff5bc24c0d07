"""Read every message again that waits or was set aside."""

from collections.abc import Iterable, Iterator

from local.verify import Chapter, chapter
from shared import codec
from shared.adapters.sqlite_bus import Kept
from shared.codec import UnreadableError
from shared.core.messages import Message


def messages(kept: Iterable[Kept]) -> Chapter:
    """What waits, or was given up by the broker, can be read as what its queue promises.

    Of what a handler set aside only the row is read: that it means nothing is often the reason.
    """

    def faults_of(one: Kept) -> Iterable[str]:
        return message_faults(one) if one.queue else ()

    return chapter("messages: waiting and set-aside ones can be read", kept, faults_of)


def message_faults(one: Kept) -> Iterator[str]:
    """What is wrong with one message."""
    name = f"message {one.id} for {one.queue}"
    try:
        message = codec.read(one.data, Message)
    except UnreadableError as error:
        raise UnreadableError(f"{name}: {error}") from error
    found = f"message {message.id} for {codec.destination(message.body)}"
    if found != name:
        yield f"{name}: its bytes are those of {found}"
