"""What every door of the intake asks of whoever knocks, and says when it has understood."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared import catalogue
from shared.catalogue import Registration
from shared.core.messages import DiscoverModels
from shared.news import envelope_for
from shared.ports import Blobs, Bus, Clock, Secrets
from shared.replies import RefusedRequestError, Reply, json_reply
from shared.runs import Runs
from shared.signature import HEADER, fits


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The neighbours that intake speaks to."""

    blobs: Blobs
    runs: Runs
    secrets: Secrets
    bus: Bus
    clock: Clock
    job_secret: bytes


def admit(
    repository: str, signed: bytes, headers: Mapping[str, str], here: Neighbours
) -> Registration:
    """The registration of the repository, once the signature proves who speaks."""
    registration = catalogue.find(here.blobs, repository)
    if registration is None:
        raise RefusedRequestError(
            403,
            f"{repository[:80]!r} is not registered",
            "ask the platform team to run `gatehouse register` for it",
        )
    verify(signed, headers, here.secrets.value(registration.secret))
    return registration


def verify(signed: bytes, headers: Mapping[str, str], secret: bytes) -> None:
    """Believe nothing that is not signed with the secret."""
    if not fits(secret, signed, headers.get(HEADER.lower(), "")):
        raise RefusedRequestError(
            401,
            f"{HEADER} is missing or does not fit the body",
            "sign the raw body with the secret the repository was registered with",
        )


def announce(order: DiscoverModels, headers: Mapping[str, str], here: Neighbours) -> Reply:
    """Say 202 only after the bus has the news."""
    news = envelope_for(order, here.clock(), headers.get("traceparent", ""))
    here.bus.publish([news])
    return json_reply(202, {"accepted": news.id, "commit": order.commit})


def whole(commit: str) -> str:
    """The commit id, when it is a whole one."""
    if len(commit) != 40 or not set(commit) <= set("0123456789abcdef"):
        raise RefusedRequestError(400, f"{commit[:80]!r} is no commit id", "send all 40 hex digits")
    return commit


def ignored(reason: str) -> Reply:
    """News that was understood and starts nothing."""
    return json_reply(202, {"ignored": reason})
