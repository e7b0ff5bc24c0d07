"""The end of the bus that functions speak to, and what was set aside."""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from shared.adapters.service_bus import asides
from shared.adapters.service_bus.namespace import Namespace
from shared.adapters.service_bus.parcels import message_of, parcels, refused
from shared.adapters.service_bus.places import (
    ASIDE,
    SET_ASIDE,
    SUBSCRIPTION,
    TOPIC,
    Place,
    place_of,
)
from shared.codec import destination, read
from shared.core.messages import Message
from shared.envelope import Envelope, again
from shared.ports import Aside

ABREAST = 8


class ServiceBus:
    """Sends to the topic and the queues of a namespace, over links that stay open.

    An output binding could not: it sets no message id.  Whether an id sent again within the window
    is dropped is up to each queue, and a courtesy.  `address` is as `Namespace` takes it.
    """

    def __init__(self, address: str) -> None:
        self.namespace = Namespace(address)
        self.senders = self.namespace.senders()
        self.receivers = self.namespace.receivers()

    def publish(
        self, envelopes: Sequence[Envelope[Message]], *, delay: timedelta = timedelta()
    ) -> None:
        """Send them all, to be received after the delay; those for one queue go together."""
        at = datetime.now(UTC) + delay if delay else None
        groups = defaultdict(list)
        for envelope in envelopes:
            groups[destination(envelope.body)].append(message_of(envelope, at))
        for queue, messages in groups.items():
            with self.senders.to(Place(queue=queue)) as sender:
                for parcel in parcels(sender, messages):
                    sender.send_messages(parcel)

    def set_aside(self, data: bytes, reason: str) -> None:
        """Keep a message nobody can handle where a person will see it."""
        with self.senders.to(Place(queue=SET_ASIDE)) as sender:
            sender.send_messages(refused(data, reason))

    def aside(self) -> Sequence[Aside]:
        """What was set aside or became a dead letter, in that order, up to 1,000 in each place."""
        with ThreadPoolExecutor(ABREAST) as pool:
            found = pool.map(self.lying_in, ASIDE)
            return sorted((aside for each in found for aside in each), key=lambda aside: aside.at)

    def lying_in(self, name: str) -> Sequence[Aside]:
        """What was set aside in one place."""
        with self.receivers.to(ASIDE[name]) as receiver:
            return asides.listed(receiver, name)

    def drop_aside(self, token: str) -> None:
        """Forget what was set aside, where it is there.

        Service Bus forgets a message only for who has borrowed it, so those before it are borrowed
        too, and given back.  Raises `TryAgainError` while somebody else has it.
        """
        if found := place_of(token):
            place, number = found
            with self.receivers.to(place) as receiver:
                asides.drop(receiver, token, number)

    def send_again(self, aside: Aside) -> None:
        """Send it once more, then forget it; a crash in between sends it twice, which is normal."""
        self.publish([again(read(aside.data, Message))])
        self.drop_aside(aside.token)

    def probe(self) -> str:
        """Who we are there; both rights are tried, to send and to receive."""
        with self.senders.to(Place(queue=TOPIC)) as sender:
            host = sender.fully_qualified_namespace
            sender.create_message_batch()
        # Not the subscription itself: its next message would come to us and be missed for a while.
        with self.receivers.to(Place(queue=TOPIC, dead=True)) as receiver:
            receiver.peek_messages(1, sequence_number=1)
            who = self.namespace.identity()
        return f"Service Bus {host}: lets {who} send to {TOPIC} and receive from {SUBSCRIPTION}"

    def close(self) -> None:
        """Let go of all links."""
        self.senders.close()
        self.receivers.close()
