"""Who reaches people, and how they are known."""

from dataclasses import dataclass
from typing import Protocol

from shared.core.candidate import Candidate
from shared.core.messages import CommitState


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
