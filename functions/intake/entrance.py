"""What every door of the intake asks of whoever knocks."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from functions.intake.proofs import Proof
from shared import catalogue, codec
from shared.catalogue import Registration
from shared.core.errors import RefusedError
from shared.ports import Blobs, Bus, Clock, Secrets
from shared.replies import RefusedRequestError, accept_body
from shared.runs import Runs

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The neighbours that intake speaks to; news of jobs is proved with any of `job_secrets`."""

    blobs: Blobs
    runs: Runs
    secrets: Secrets
    bus: Bus
    clock: Clock
    job_secrets: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class Knock:
    """A request as it came, its headers under lower-case names."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    def read(self, kind: type[T]) -> T:
        """The body as a value.  Raises `UnreadableError`, or the refusal of one too large."""
        return codec.parse(kind, accept_body(self.body))


def admit(repository: str, proof: Proof, here: Neighbours) -> Registration:
    """The registration of the repository, once it is proved who speaks."""
    registration = catalogue.find(here.blobs, repository)
    if registration is None:
        raise RefusedRequestError(
            403,
            f"{repository[:80]!r} is not registered",
            "ask the platform team to run `gatehouse register` for it",
        )
    believe(proof, tuple(secrets_of(registration, here.secrets)))
    return registration


def secrets_of(registration: Registration, secrets: Secrets) -> Iterator[bytes]:
    """The secret of the repository, and the one before it while both count and both are there."""
    yield secrets.value(registration.secret)
    former = b""
    if registration.former_secret:
        with suppress(RefusedError):
            former = secrets.value(registration.former_secret)
    if former:
        yield former


def believe(proof: Proof, secrets: tuple[bytes, ...]) -> None:
    """Refuse what none of the secrets proves; all are tried, so that nobody learns which it was."""
    if True not in [proof.fits(secret) for secret in secrets]:
        raise RefusedRequestError(401, proof.fault, proof.remedy)
