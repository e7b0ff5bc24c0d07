"""The service principals that Databricks workspaces know, by name or by application id.

https://docs.databricks.com/api/workspace/serviceprincipals/list
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from shared.adapters.databricks_jobs.asking import Address, asking
from shared.adapters.databricks_jobs.clients import Clients
from shared.core.errors import RefusedError
from shared.core.principals import PATTERN, Principal, Principals, name_of

if TYPE_CHECKING:
    from databricks.sdk.service.iam import ServicePrincipal

WISH: Final = "look for service principals"
ATTRIBUTES: Final = "displayName,applicationId,active"
PAGE: Final = 100


@dataclass(frozen=True, kw_only=True)
class Place:
    """The workspace that serves an environment.

    `owner` is the environment whose own it is (R-021), `application` the id of the principal that
    all teams' jobs run as there, empty where each team has one.
    """

    owner: str
    url: str
    application: str = ""

    @property
    def address(self) -> Address:
        """The workspace as people know it."""
        return Address(environment=self.owner, url=self.url)


@dataclass(frozen=True)
class DatabricksPrincipals:
    """Looks for principals in the workspace of each environment, each of them once."""

    places: Mapping[str, Place]
    _: KW_ONLY
    token: Callable[[], str]
    pattern: str = PATTERN
    request: str = ""
    seconds: float = 30

    @cached_property
    def clients(self) -> Clients:
        """The workspaces' clients, none of which is open yet."""
        return Clients(token=self.token, seconds=self.seconds)

    def principals(self, team: str, environments: Iterable[str]) -> Principals:
        """Who is there for the team; environments that share a workspace share the answer."""
        here = {each: self.places[each] for each in environments}
        names = {each: self.name(team, place) for each, place in here.items()}
        wanted = {each: (place, names[each]) for each, place in here.items()}
        known = {one: self.find(*one) for one in dict.fromkeys(wanted.values())}
        return Principals(
            found={each: known[one] for each, one in wanted.items()},
            names=names,
            places={each: place.url for each, place in here.items()},
            request=self.request,
        )

    def name(self, team: str, place: Place) -> str:
        """What the principal is looked for by."""
        return place.application or name_of(self.pattern, team, place.owner)

    def find(self, place: Place, name: str) -> Principal | None:
        """The first that goes by the name and is not switched off, `None` where there is none."""
        attribute = "applicationId" if place.application else "displayName"
        with asking(place.address, WISH, right(place)):
            for one in self.listed(place, f'{attribute} eq "{name}"'):
                identity = (one.application_id or "").lower()
                given = identity if place.application else one.display_name
                if given == name and one.active is not False:
                    return Principal(name=one.display_name or name, application=identity)
        return None

    def listed(self, place: Place, search: str) -> "Iterator[ServicePrincipal]":
        """What a search finds, page by page; the API gives no more than a hundred at a time."""
        return self.clients.of(place.url).service_principals.list(
            attributes=ATTRIBUTES, count=PAGE, filter=search
        )

    def probe(self) -> str:
        """Whether each workspace lets us look, and whether it knows whom a setting names."""
        return "; ".join(self.greeting(place) for place in dict.fromkeys(self.places.values()))

    def greeting(self, place: Place) -> str:
        """What one workspace says.  Raises `RefusedError` where a setting names nobody there."""
        found = self.find(place, self.name("nobody at all", place))
        if found is None and place.application:
            setting = f"GATEHOUSE_SPN_{place.owner.upper()}"
            raise RefusedError(
                f"{place.address}: has no service principal of that application id; add it to the"
                f" workspace, or correct {setting}"
            )
        known = f"knows {found.name}" if found else "lets us look for service principals"
        return f"{place.address}: {known}"


def right(place: Place) -> str:
    """What somebody has to give us before we may look."""
    return (
        "let the platform's identity list the service principals of the workspace in "
        f"GATEHOUSE_WORKSPACE_URL_{place.owner.upper()}, as a workspace admin where others may not"
    )
