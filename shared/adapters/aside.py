"""What every bus that we run ourselves agrees on: when to give up, and what is left then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# The defaults of Service Bus:
# https://learn.microsoft.com/azure/service-bus-messaging/service-bus-dead-letter-queues
# https://learn.microsoft.com/azure/service-bus-messaging/duplicate-detection
MAX_DELIVERIES = 10
DUPLICATES_WINDOW = timedelta(minutes=10)
WORN_OUT = f"delivered {MAX_DELIVERIES} times, and never handled to the end"


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A message nobody could handle; `queue` and `id` are empty where a handler set it aside."""

    seq: int
    queue: str
    id: str
    data: bytes
    reason: str
    at: datetime
