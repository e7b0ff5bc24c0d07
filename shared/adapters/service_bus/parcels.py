"""Envelopes as messages of Service Bus, as many in a batch as fit.

https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messages-payloads
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from shared.codec import CONTENT_TYPE, KNOWN, write
from shared.core.messages import Event, Message, Order
from shared.envelope import Envelope

if TYPE_CHECKING:
    from azure.servicebus import ServiceBusMessage, ServiceBusMessageBatch, ServiceBusSender

TYPES = {kind: name for name, kind in KNOWN.items()}
LONGEST_ID = 128
REASON = "reason"
LONGEST_REASON = 4096


def message_of(envelope: Envelope[Message], at: datetime | None) -> "ServiceBusMessage":
    """The envelope as a message, to be received from a time on."""
    from azure.servicebus import ServiceBusMessage

    trace = envelope.traceparent
    return ServiceBusMessage(
        write(envelope),
        message_id=id_of(envelope),
        correlation_id=run_of(envelope.body),
        subject=TYPES[type(envelope.body)],
        content_type=CONTENT_TYPE,
        application_properties={"traceparent": trace} if trace else None,
        scheduled_enqueue_time_utc=at,
    )


def refused(data: bytes, reason: str) -> "ServiceBusMessage":
    """What a handler set aside.  It has no id, so that nobody takes two of them for one."""
    from azure.servicebus import ServiceBusMessage

    return ServiceBusMessage(
        data,
        content_type=CONTENT_TYPE,
        application_properties={REASON: reason[:LONGEST_REASON]},
    )


def id_of(envelope: Envelope[Message]) -> str:
    """The envelope's id; one too long for Service Bus is cut, with its digest in place of the end."""
    if len(envelope.id) <= LONGEST_ID:
        return envelope.id
    digest = sha256(envelope.id.encode()).hexdigest()
    return f"{envelope.id[: LONGEST_ID - len(digest) - 1]}.{digest}"


def run_of(message: Message) -> str | None:
    """The run that the message belongs to."""
    return message.candidate.run_id if isinstance(message, (Event, Order)) else None


def parcels(
    sender: "ServiceBusSender", messages: Iterable["ServiceBusMessage"]
) -> Iterator["ServiceBusMessageBatch | ServiceBusMessage"]:
    """The messages in batches; one too large for a batch goes alone, where the tier allows it."""
    batch = sender.create_message_batch()
    for message in messages:
        if add(batch, message):
            continue
        if len(batch):
            yield batch
            batch = sender.create_message_batch()
        if not add(batch, message):
            yield message
    yield batch


def add(batch: "ServiceBusMessageBatch", message: "ServiceBusMessage") -> bool:
    """Put the message into the batch, where there is room."""
    from azure.servicebus.exceptions import MessageSizeExceededError

    try:
        batch.add_message(message)
    except MessageSizeExceededError:
        return False
    return True
