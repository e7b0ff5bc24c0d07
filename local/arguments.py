"""What a door is given and what it gives back, by the converters that Azure's own worker calls.

They live in `azure.functions.meta`, which is public but not documented; a test pins them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import azure.functions as func
from azure.functions.http import HttpResponseConverter
from azure.functions.meta import Datum, InConverter

from shared.codec import CONTENT_TYPE, document
from shared.ports import Delivery


@dataclass(frozen=True, kw_only=True)
class Knock:
    """An HTTP request as it came; what came several times is joined by commas, as Azure does."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    params: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An HTTP response as it leaves."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def converter(kind: str) -> type[InConverter]:
    """What makes the arguments of one kind of trigger."""
    found: type[InConverter] = func.get_binding_registry().get(kind)
    return found


HTTP, BUS, TIMER = map(converter, ("httpTrigger", "serviceBusTrigger", "timerTrigger"))
NO_PROPERTIES, TYPE = Datum("{}", "json"), Datum(CONTENT_TYPE, "string")


def request(knock: Knock) -> object:
    """The `HttpRequest` for a knock at an address."""
    parts: dict[str, object] = {
        "method": Datum(knock.method, "string"),
        "url": Datum(knock.url, "string"),
        "headers": texts(knock.headers),
        "query": texts(knock.query),
        "params": texts(knock.params),
        "body": Datum(knock.body, "bytes"),
    }
    return HTTP.decode(Datum(parts, "http"), trigger_metadata={})


def reply(answer: object) -> Reply:
    """What leaves for the `HttpResponse` or the text that a door answered with."""
    datum = HttpResponseConverter.encode(answer, expected_type=None)
    if datum.type == "string":
        plain = (("content-type", "text/plain; charset=utf-8"),)
        return Reply(status=200, headers=plain, body=datum.value.encode())
    parts = datum.value
    cookies = (crumb for cookie in parts["cookies"] or () for crumb in cookie.values())
    return Reply(
        status=int(parts["status_code"].value),
        headers=(
            *((name, header.value) for name, header in parts["headers"].items()),
            *(("set-cookie", crumb.OutputString()) for crumb in cookies),
        ),
        body=parts["body"].value,
    )


def message(delivery: Delivery) -> object:
    """The `ServiceBusMessage` for a delivery.

    Only what our broker knows is given: each field more costs on every message.
    """
    metadata = {
        "MessageId": Datum(delivery.id, "string"),
        "DeliveryCount": Datum(delivery.count, "int"),
        "LockToken": Datum(delivery.token, "string"),
        "ContentType": TYPE,
        "ApplicationProperties": NO_PROPERTIES,
        "UserProperties": NO_PROPERTIES,
    }
    return BUS.decode(Datum(delivery.data, "bytes"), trigger_metadata=metadata)


def tick(*, last: datetime | None, following: datetime, late: bool) -> object:
    """The `TimerRequest` for a moment that came."""
    status = {"Last": last, "Next": following, "LastUpdated": last}
    facts = {"IsPastDue": late, "Schedule": {"AdjustForDST": True}, "ScheduleStatus": status}
    return TIMER.decode(Datum(document(facts), "json"), trigger_metadata={})


def texts(values: Mapping[str, str]) -> dict[str, Datum]:
    """Each value as the converters want it."""
    return {name: Datum(value, "string") for name, value in values.items()}
