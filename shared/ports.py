"""What we ask of our neighbours, and no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from shared.core.candidate import Candidate
from shared.core.errors import RefusedError, TryAgainError
from shared.core.findings import Owner
from shared.core.messages import Champion, CommitState, Message, PromoteModel, TrainedModel
from shared.envelope import Envelope


class ConflictError(TryAgainError):
    """Someone else changed the blob first."""


class UnreadableSourceError(RefusedError):
    """A repository that cannot be read, or that is built to hurt whoever reads it."""


class AlteredError(RefusedError):
    """What is stored is not what was stored."""


class Clock(Protocol):
    """Knows what time it is."""

    def __call__(self) -> datetime:
        """The time now, in UTC."""


@dataclass(frozen=True, kw_only=True)
class Blob:
    """A blob as it was read."""

    data: bytes
    etag: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A blob as a listing shows it."""

    name: str
    etag: str
    metadata: Mapping[str, str]


class NotModified:
    """The answer to a conditional read of a blob that is still as it was."""


NEW = ""


class Blobs(Protocol):
    """Remembers bytes under names, with the conditions of Azure Blob Storage."""

    def get(self, name: str, *, if_none_match: str | None = None) -> Blob | NotModified | None:
        """The blob; `None` where there is none; `NotModified` where its etag is the one given."""

    def put(
        self,
        name: str,
        data: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        if_match: str | None = None,
    ) -> str:
        """Keep the bytes and their metadata in one step, and return the new etag.

        `if_match` is the etag the blob must have now; `NEW` says that it must not exist.
        Raises `ConflictError` where that is not so.
        """

    def delete(self, name: str, *, if_match: str | None = None) -> None:
        """Forget the blob, where it is there.  Raises `ConflictError` as `put` does."""

    def list(self, prefix: str) -> Iterator[Listed]:
        """The blobs whose names begin so, in the order of their names."""


class Bus(Protocol):
    """Carries messages: an event to all who listen, a command to the queue of its kind."""

    def publish(
        self, envelopes: Sequence[Envelope[Message]], *, delay: timedelta = timedelta()
    ) -> None:
        """Send them all, to be received after the delay; sending an id again is harmless."""

    def set_aside(self, data: bytes, reason: str) -> None:
        """Keep a message nobody can handle where a person will see it."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A message on loan: `token` gives it back or ends it; `count` is 1 at the first delivery."""

    token: str
    queue: str
    id: str
    data: bytes
    count: int


class Broker(Protocol):
    """The receiving end of a bus that we run ourselves (in Azure the Functions host has it)."""

    def receive(self, queue: str, *, limit: int = 1, lock: timedelta) -> Sequence[Delivery]:
        """Lend up to `limit` messages that nobody else gets until the lock expires.

        A message delivered `MAX_DELIVERIES` times before is set aside instead.
        """

    def complete(self, delivery: Delivery) -> None:
        """The message has been handled.  Harmless where the lock was lost."""

    def abandon(self, delivery: Delivery, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, to be delivered again after the delay."""

    def renew(self, delivery: Delivery, *, lock: timedelta) -> bool:
        """Keep the message for longer; false where the lock was already lost."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The regular files of one commit, by path with forward slashes.

    `authors` are the e-mail addresses of author, committer and co-authors, in lower case.
    `passed_over` names symbolic links and submodules, which are not followed.
    """

    files: Mapping[str, bytes]
    authors: tuple[str, ...]
    passed_over: tuple[str, ...] = ()


class Source(Protocol):
    """Holds the teams' code.  `url` comes from the catalogue, never from a payload."""

    def snapshot(self, url: str, commit: str) -> Snapshot:
        """What the commit holds.  Raises `UnreadableSourceError`, saying what is wrong."""

    def heads(self, url: str) -> Mapping[str, str]:
        """The commit each branch points at, by the branch's short name."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a job is to do: `task` is `train` or `evaluate`.

    `bundle` is the digest of the packed files, `document` all the runner must know, as JSON.
    """

    candidate: Candidate
    task: str
    bundle: str
    document: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a job ended.  `result` is what the runner wrote, empty where it failed."""

    succeeded: bool
    result: bytes
    log: bytes
    remark: str = ""
    owner: Owner = Owner.MODEL_DEV


class Jobs(Protocol):
    """Runs training and evaluation, elsewhere."""

    def submit(self, key: str, job: Job) -> str:
        """Start a job and return its id; the same key gets the same job, however often asked."""

    def outcome(self, job: str) -> Outcome | None:
        """How the job ended, `None` while it runs.  Raises `RefusedError` for an unknown job."""

    def cancel(self, job: str) -> None:
        """Stop the job, where it still runs."""


class Registry(Protocol):
    """Holds the models: one registered model per environment, `champion` its version in use."""

    def champion(self, model: str, environment: str) -> Champion | None:
        """The version in use, with its recorded metrics."""

    def location(self, champion: Champion) -> str:
        """Where the files of a champion's model lie."""

    def promote(self, order: PromoteModel) -> tuple[str, str]:
        """Register the model once, make it the champion, and return registered name and version."""

    def fetch(self, model: TrainedModel, into: Path) -> None:
        """Copy the model's files.  Raises `AlteredError` unless they have the model's digest."""


class Artefacts(Protocol):
    """Keeps released models: what is written once never changes."""

    def put(self, path: str, source: Path) -> str:
        """Keep the file under the path, read it back, and return its sha256.

        The same bytes again are harmless.  Raises `AlteredError` where other bytes are there.
        """

    def get(self, path: str) -> bytes:
        """What is kept under the path.  Raises `AlteredError` where nothing is."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell a person; the same `key` is told once."""

    key: str
    to: str
    subject: str
    text: str


class People(Protocol):
    """Reaches people."""

    def tell(self, notice: Notice) -> None:
        """Deliver the notice; told again it is recognisable as the same."""


class Statuses(Protocol):
    """Shows on a commit how its run stands."""

    def report(
        self, candidate: Candidate, state: CommitState, description: str, address: str
    ) -> None:
        """Set the commit's status for the model, `address` being the page to look at."""


class Secrets(Protocol):
    """Holds what must not be written down elsewhere."""

    def value(self, reference: str) -> bytes:
        """The secret behind the reference.  Raises `RefusedError`, naming the reference."""


class Links(Protocol):
    """Makes links that only one person can have, and forms that only our page can have shown."""

    def sign(self, approval: str, person: str) -> str:
        """A token for the person's link to the approval."""

    def open(self, token: str) -> tuple[str, str]:
        """The approval and the person.  Raises `RefusedError` for a forged or old token."""

    def form_token(self, approval: str, person: str) -> str:
        """A token for the form on the page, good for a quarter of an hour."""

    def check_form(self, token: str, approval: str, person: str) -> None:
        """Raises `RefusedError` unless the form was made for this approval and person."""
