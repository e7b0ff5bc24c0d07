"""Where the bus is, who we are there, and how links to it are opened."""

from functools import cached_property, partial
from threading import Lock
from typing import TYPE_CHECKING

from shared.adapters.azure_answers import who
from shared.adapters.own_identity import credential
from shared.adapters.service_bus.links import Links
from shared.adapters.service_bus.places import SUBSCRIPTION, TOPIC, Place
from shared.bus_address import refuse_keys, refuse_nonsense

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusClient, ServiceBusReceiver, ServiceBusSender

SCOPE = "https://servicebus.azure.net/.default"
TRY_SECONDS = 15.0
NEAR_SECONDS = 0.05
"""How long a receiver listens at a time; an emulator is near, and answers sooner or not at all."""


class Namespace:
    """A namespace that knows us by our managed identity, or an emulator.

    `address` is the namespace's host name or an emulator's connection string.  Raises
    `RefusedError` for any other connection string: whoever holds one needs no identity.

    The SDK tries everything twice, and each time for 15 s at most.  Twice, since Service Bus closes
    a link that was idle for ten minutes, and whoever uses it next is the first to learn of it; no
    more, since a message that cannot be sent is brought again as a whole.
    """

    def __init__(self, address: str) -> None:
        self.address = address.strip()
        self.emulated = "=" in self.address
        refuse_keys(self.address) if self.emulated else refuse_nonsense(self.address)
        self.ear = NEAR_SECONDS if self.emulated else None
        self.turn = Lock()

    @cached_property
    def client(self) -> "ServiceBusClient":
        """What opens links."""
        from azure.servicebus import ServiceBusClient

        if self.emulated:
            made = partial(ServiceBusClient.from_connection_string, self.address)
        else:
            made = partial(ServiceBusClient, self.address, credential())
        return made(
            retry_total=1, retry_backoff_factor=0.1, retry_backoff_max=1.0, try_timeout=TRY_SECONDS
        )

    def senders(self) -> "Links[ServiceBusSender]":
        """Links to send over."""
        return Links(self.sender)

    def receivers(self) -> "Links[ServiceBusReceiver]":
        """Links to receive over, and to look at what waits."""
        return Links(self.receiver)

    def sender(self, place: Place) -> "ServiceBusSender":
        """A link to send over."""
        with self.turn:
            if place.queue == TOPIC:
                return self.client.get_topic_sender(TOPIC)
            return self.client.get_queue_sender(place.queue)

    def receiver(self, place: Place) -> "ServiceBusReceiver":
        """A link to receive over; the topic's is that of our subscription."""
        from azure.servicebus import ServiceBusSubQueue

        beneath = ServiceBusSubQueue.DEAD_LETTER if place.dead else None
        with self.turn:
            if place.queue == TOPIC:
                return self.client.get_subscription_receiver(
                    TOPIC, SUBSCRIPTION, sub_queue=beneath, socket_timeout=self.ear
                )
            return self.client.get_queue_receiver(
                place.queue, sub_queue=beneath, socket_timeout=self.ear
            )

    def identity(self) -> str:
        """Who we are there, in words an administrator can use."""
        if self.emulated:
            return "the emulator's key"
        return who(credential(), SCOPE)
