"""Who may decide: how people are known here, and who is in which role."""

from local.doctor.asking import Neighbour
from shared.adapters.easy_auth import EasyAuth
from shared.core.errors import RefusedError
from shared.settings import Settings


def visitors(settings: Settings) -> Neighbour:
    """The door of the approval pages, as somebody to be asked."""
    entra = settings.neighbours.tenant
    return Neighbour(
        role="visitors",
        name="Entra ID" if entra else "signed links",
        settings=("GATEHOUSE_ROLES",),
        ask=lambda: who_may_decide(settings),
    )


def who_may_decide(settings: Settings) -> str:
    """The people in each role that the policy asks.

    Raises `RefusedError` where Entra knows people and a role has too few to decide anything; a
    laptop that names nobody gets an approver of its own from `gatehouse up`.
    """
    tenant = settings.neighbours.tenant
    short = [
        f"{place.role} needs {place.quorum} for {place.name} and has {len(people)}"
        for place in settings.policy.environments
        if len(people := settings.roles.get(place.role, ())) < place.quorum
    ]
    if short and (tenant or settings.roles):
        raise RefusedError(f"{'; '.join(short)}; name more people in GATEHOUSE_ROLES")
    known = f"Entra ID, tenant {EasyAuth(tenant=tenant).tenant}" if tenant else "links we sign"
    named = "; ".join(f"{role}: {', '.join(people)}" for role, people in settings.roles.items())
    return f"known by {known}; {named or 'nobody is named, and `gatehouse up` names somebody'}"
