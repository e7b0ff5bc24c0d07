"""Who reaches people, and how they are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.core.candidate import Candidate
from shared.core.errors import RefusedError
from shared.core.messages import CommitState


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell a person; the same `key` is told once.

    `text` is fit for everybody's eyes, and so are the `facts`, names with their values, and `page`,
    where to look.  `link` is where this person is to go: where it is not the page, it may let in
    whoever holds it, and nobody else may see it.  `among` are all who are told the same, in order.
    """

    key: str
    to: str
    subject: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    link: str = ""
    page: str = ""
    among: tuple[str, ...] = ()


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


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody who has come to decide.

    `key` stays the same whatever they are called.  `addresses` are all by which they are known, in
    lower case, the one they speak under first; there is one at least.  `roles` are those that count
    here, and `assurance` says how all this is known.
    """

    key: str
    addresses: tuple[str, ...]
    roles: tuple[str, ...]
    assurance: str


class StrangerError(RefusedError):
    """Nobody we know stands there.

    `remedy` says what they can do; `sign_in` is the path to sign in at, where that would help.
    """

    def __init__(self, reason: str, *, remedy: str, sign_in: str = "") -> None:
        super().__init__(reason)
        self.remedy, self.sign_in = remedy, sign_in


class Visitors(Protocol):
    """Knows who stands before the page of an approval."""

    def invitation(self, approval: str, person: str) -> str:
        """The token that the person's link must carry, empty where the link need not say more."""

    def meet(self, approval: str, token: str, headers: Mapping[str, str]) -> Visitor:
        """Who comes to the approval, with a link's token and headers under lower-case names.

        Raises `StrangerError`.
        """
