"""The letter that asks a person to decide, with the link that nobody else has."""

from collections.abc import Mapping

from functions.approval.link import name_of, page_at
from shared.core.errors import RefusedError
from shared.core.messages import ApprovalRequested, RequestApproval
from shared.ports import Links, Notice, People


class NobodyToAskError(RefusedError):
    """Fewer people are in the role than must approve, so that waiting for them would be in vain."""


def request_approval(
    order: RequestApproval,
    people: People,
    links: Links,
    roles: Mapping[str, tuple[str, ...]],
    address: str,
) -> ApprovalRequested:
    """One letter for each person in the role who is no author; told again it is the same."""
    barred = {author.casefold() for author in order.barred}
    asked = tuple(one for one in roles.get(order.role, ()) if one.casefold() not in barred)
    if len(asked) < order.quorum:
        raise NobodyToAskError(
            f"role {order.role}: has {len(asked)} people who are no authors, and {order.quorum}"
            f" must approve for {order.environment}; name more in GATEHOUSE_ROLES, then push a"
            " new commit"
        )
    for person in asked:
        people.tell(notice(order, person, page_for(order, person, links, address)))
    return ApprovalRequested(
        candidate=order.candidate, step=order.step, environment=order.environment, asked=asked
    )


def page_for(order: RequestApproval, person: str, links: Links, address: str) -> str:
    """The address of the page, as this person may open it."""
    run_id, environment = order.candidate.run_id, order.environment
    token = links.sign(name_of(run_id, environment), person)
    return page_at(address, run_id, environment, token)


def notice(order: RequestApproval, person: str, page: str) -> Notice:
    """What is wanted, until when, and the link."""
    candidate = order.candidate
    return Notice(
        key=f"{candidate.run_id}/{order.step}",
        to=person,
        subject=f"Approval wanted: {candidate.model} for {order.environment}",
        text=f"{candidate.model} at {candidate.commit[:12]} of {candidate.repository} has passed"
        f" every gate before {order.environment}.\nPlease look at the evidence and decide before"
        f" {order.expires:%Y-%m-%d %H:%M} UTC:\n\n{page}\n\nThe link is yours alone.\n",
    )
