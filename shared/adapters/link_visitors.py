"""Visitors who are known by the link in their letter, and by nothing else that they send."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.errors import RefusedError
from shared.ports import Links
from shared.ports.people import StrangerError, Visitor


@dataclass(frozen=True, kw_only=True)
class LinkVisitors:
    """Knows whoever holds a link of ours; `roles` says who is in which role."""

    links: Links
    roles: Mapping[str, tuple[str, ...]]

    def invitation(self, approval: str, person: str) -> str:
        """The token that makes a link the person's own."""
        return self.links.sign(approval, person)

    def meet(self, approval: str, token: str, headers: Mapping[str, str]) -> Visitor:
        """The person the link was made for; headers prove nothing here."""
        try:
            opened, person = self.links.open(token)
        except RefusedError as error:
            raise StrangerError(str(error), remedy="use the link from your letter") from error
        if opened != approval:
            raise StrangerError("the link is for another page", remedy="use the link as it is")
        roles = tuple(role for role, people in self.roles.items() if person in people)
        return Visitor(key=person, addresses=(person,), roles=roles, assurance="link")
