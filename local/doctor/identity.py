"""Who we are at Entra, by the claims of our own token: what an administrator gives rights to.

https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

from collections.abc import Mapping
from dataclasses import dataclass

from local.doctor.asking import Neighbour
from shared.adapters.own_identity import MANAGEMENT, claims_in, token_for
from shared.settings import Settings
from shared.settings.neighbours import Neighbours

NONE_NEEDED = "none is asked for, and none is needed: no neighbour here knows us by one"
HOSTED = ("IDENTITY_ENDPOINT", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE")
"""What says that the machine may have given us an identity."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who we are; `kind` is `app` or `user`, and all but the `remark` is empty where nobody knows."""

    remark: str
    kind: str = ""
    object_id: str = ""
    application_id: str = ""
    tenant: str = ""
    resource: str = ""

    @property
    def spoken(self) -> str:
        """The identity as somebody to give rights to."""
        if not self.object_id:
            return "the app's managed identity"
        return f"object {self.object_id} (application {self.application_id})"


@dataclass(kw_only=True)
class Mirror:
    """Where we look at ourselves; `seen` is what we saw."""

    environment: Mapping[str, str]
    settings: Settings
    seen: Identity = Identity(remark="not known")

    @property
    def neighbour(self) -> Neighbour:
        """Entra, as somebody to be asked."""
        settings = self.needed or ("AZURE_CLIENT_ID",)
        return Neighbour(role="identity", name="Entra ID", settings=settings, ask=self.look)

    def look(self) -> str:
        """Who we are, on one line.  Raises `CredentialsError` where an identity is needed."""
        if not (self.needed or any(self.environment.get(name) for name in HOSTED)):
            self.seen = Identity(remark=NONE_NEEDED)
        else:
            self.seen = identity_in(token_for(MANAGEMENT)())
        return self.seen.remark

    @property
    def needed(self) -> tuple[str, ...]:
        """The settings of all neighbours that know us by our identity."""
        return tuple(known_by_identity(self.settings.neighbours))


def known_by_identity(near: Neighbours) -> list[str]:
    """The settings of those neighbours."""
    jobs, artefacts = near.databricks, near.artifactory
    asks = {
        "SERVICE_BUS__fullyQualifiedNamespace": near.service_bus and "=" not in near.service_bus,
        "GATEHOUSE_STORAGE": near.storage.startswith("https://"),
        "GATEHOUSE_KEY_VAULT": near.key_vault,
        "GATEHOUSE_AZURE_DEVOPS": any(
            host.kind.name == "AZURE_DEVOPS" and not host.token for host in near.hosts
        ),
        "GATEHOUSE_DATABRICKS_TOKEN": jobs and not jobs.token,
        "GATEHOUSE_ARTIFACTORY_OIDC": artefacts and artefacts.oidc,
        "GATEHOUSE_COMMUNICATION_SERVICES": near.letters.communication_services,
    }
    return [setting for setting, asked in asks.items() if asked]


def identity_in(token: str) -> Identity:
    """Whom a token names; tokens of persons have no `idtyp` or one of `user`."""
    claims = {name: str(value) for name, value in claims_in(token).items()}
    app = claims.get("idtyp") == "app" or claims.get("sub") == claims.get("oid")
    name = claims.get("app_displayname") or claims.get("upn") or claims.get("unique_name", "")
    person = f"{name or 'a person'}, signed in at this desk and not the app: give rights to the app"
    return Identity(
        remark=f"Entra knows us as {name or 'an app'}" if app else f"Entra knows us as {person}",
        kind="app" if app else "user",
        object_id=claims.get("oid", ""),
        application_id=claims.get("appid") or claims.get("azp", ""),
        tenant=claims.get("tid", ""),
        resource=claims.get("xms_mirid", ""),
    )
