"""Azure Service Bus: both ends of the bus that a bank has."""

from shared.adapters.service_bus.lending import ServiceBusBroker
from shared.adapters.service_bus.places import QUEUES, SET_ASIDE, SUBSCRIPTION, TOPIC
from shared.adapters.service_bus.sending import ServiceBus

__all__ = ["QUEUES", "SET_ASIDE", "SUBSCRIPTION", "TOPIC", "ServiceBus", "ServiceBusBroker"]
