"""What every door of the intake asks of whoever knocks, and says when it has understood."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from shared import catalogue
from shared.catalogue import Registration
from shared.core.messages import DiscoverModels
from shared.news import envelope_for
from shared.ports import Blobs, Bus, Clock, Secrets
from shared.replies import RefusedRequestError, Reply, json_reply
from shared.runs import Runs


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The neighbours that intake speaks to."""

    blobs: Blobs
    runs: Runs
    secrets: Secrets
    bus: Bus
    clock: Clock
    job_secret: bytes


def admit(repository: str, signed: bytes, headers: Mapping[str, str], gate: Gate) -> Registration:
    """The registration of the repository, once the signature proves who speaks."""
    registration = catalogue.find(gate.blobs, repository)
    if registration is None:
        raise RefusedRequestError(
            403,
            f"{repository[:80]!r} is not registered",
            "ask the platform team to run `gatehouse register` for it",
        )
    verify(signed, headers, gate.secrets.value(registration.secret))
    return registration


def verify(signed: bytes, headers: Mapping[str, str], secret: bytes) -> None:
    """Believe nothing that is not signed with the secret.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    expected = "sha256=" + hmac.new(secret, signed, "sha256").hexdigest()
    given = headers.get("x-hub-signature-256", "")
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise RefusedRequestError(
            401,
            "X-Hub-Signature-256 is missing or does not fit the body",
            "sign the raw body with the secret the repository was registered with",
        )


def announce(order: DiscoverModels, headers: Mapping[str, str], gate: Gate) -> Reply:
    """Say 202 only after the bus has the news."""
    news = envelope_for(order, gate.clock(), headers.get("traceparent", ""))
    gate.bus.publish([news])
    return json_reply(202, {"accepted": news.id, "commit": order.commit})


def whole(commit: str) -> str:
    """The commit id, when it is a whole one."""
    if len(commit) != 40 or not set(commit) <= set("0123456789abcdef"):
        raise RefusedRequestError(400, f"{commit[:80]!r} is no commit id", "send all 40 hex digits")
    return commit


def ignored(reason: str) -> Reply:
    """News that was understood and starts nothing."""
    return json_reply(202, {"ignored": reason})
