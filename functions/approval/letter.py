"""The letter that asks a person to decide, with the link that nobody else has."""

from collections.abc import Mapping
from functools import partial

from functions.approval.link import name_of, page_at
from functions.approval.voice import mailbox_of
from shared.core.errors import RefusedError
from shared.core.messages import ApprovalRequested, RequestApproval
from shared.ports import Notice, People
from shared.ports.people import Visitors
from shared.telling import UnreachedError, to_the_end


class NobodyToAskError(RefusedError):
    """Fewer people are in the role than must approve, so that waiting for them would be in vain."""


def request_approval(
    order: RequestApproval,
    people: People,
    visitors: Visitors,
    roles: Mapping[str, tuple[str, ...]],
    address: str,
) -> ApprovalRequested:
    """One letter for each person in the role who is no author; told again it is the same.

    `roles` say whom to ask, by address.  Whose word counts, `visitors` know: where they know people
    by Entra, somebody asked who lacks the role there will not be heard.  Whom no letter reaches was
    not asked; that fails the step only where too few are left.
    """
    barred = {mailbox_of(author) for author in order.barred}
    asked = tuple(one for one in roles.get(order.role, ()) if mailbox_of(one) not in barred)
    if len(asked) < order.quorum:
        raise NobodyToAskError(
            f"role {order.role}: has {len(asked)} people who are no authors, and {order.quorum}"
            f" must approve for {order.environment}; name more in GATEHOUSE_ROLES, then push a"
            " new commit"
        )
    letters = (notice(order, person, asked, visitors, address) for person in asked)
    missed: dict[str, str] = {}
    to_the_end(partial(tell, people, letter, missed) for letter in letters)
    reached = tuple(person for person in asked if person not in missed)
    if len(reached) < order.quorum:
        raise UnreachedError("; ".join(missed.values()))
    return ApprovalRequested(
        candidate=order.candidate, step=order.step, environment=order.environment, asked=reached
    )


def tell(people: People, letter: Notice, missed: dict[str, str]) -> None:
    """Deliver the letter, or note why it can never be."""
    try:
        people.tell(letter)
    except RefusedError as error:
        missed[letter.to] = str(error)


def notice(
    order: RequestApproval,
    person: str,
    asked: tuple[str, ...],
    visitors: Visitors,
    address: str,
) -> Notice:
    """What is wanted, until when, and the link; without a token in it, it is good for everybody."""
    candidate, environment = order.candidate, order.environment
    token = visitors.invitation(name_of(candidate.run_id, environment), person)
    link = page_at(address, candidate.run_id, environment, token=token)
    return Notice(
        key=f"{candidate.run_id}/{order.step}",
        to=person,
        subject=f"Approval wanted: {candidate.model} for {environment}",
        text=f"{candidate.model} has passed every gate before {environment}.\n"
        "Please look at the evidence and decide.",
        facts=(
            ("Decide before", f"{order.expires:%Y-%m-%d %H:%M} UTC"),
            ("Wanted", f"{order.quorum} in the role {order.role}"),
            ("Repository", candidate.repository),
            ("Commit", candidate.commit[:12]),
        ),
        link=link,
        page=f"{address}/api/runs/{candidate.run_id}" if token else link,
        among=asked,
    )
