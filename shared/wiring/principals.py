"""Who knows the service principals that teams' jobs run as."""

from typing import TYPE_CHECKING

from shared.core.policy import Policy
from shared.ports import PrincipalDirectory, Secrets
from shared.settings import Settings
from shared.settings.neighbours import Databricks
from shared.wiring.bank import token_of

if TYPE_CHECKING:
    from shared.adapters.databricks_principals import DatabricksPrincipals, Place


def principals_in(settings: Settings, secrets: Secrets) -> PrincipalDirectory:
    """The workspaces that jobs run in or, where there are none, ourselves."""
    if near := settings.neighbours.databricks:
        return directory_in(near, settings.policy, secrets)
    from shared.adapters.own_principals import OwnPrincipals

    return OwnPrincipals()


def directory_in(near: Databricks, policy: Policy, secrets: Secrets) -> "DatabricksPrincipals":
    """The workspaces of all environments."""
    from shared.adapters.databricks_principals import DatabricksPrincipals

    return DatabricksPrincipals(
        places_in(near, policy),
        token=token_of(near, secrets),
        pattern=near.principal_name,
        request=near.principal_request,
    )


def places_in(near: Databricks, policy: Policy) -> "dict[str, Place]":
    """The workspace of each environment, and whose it is: its own or the next one's (R-021)."""
    from shared.adapters.databricks_principals import Place

    found: dict[str, Place] = {}
    for name in reversed(policy.names):
        own = near.workspaces.get(name)
        shared = next(iter(found.values()), None)
        place = Place(owner=name, url=own.url, application=own.spn) if own else shared
        assert place is not None, "settings see to it that the last environment has a workspace"
        found = {name: place, **found}
    return found
