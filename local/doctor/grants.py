"""Every right that somebody has to give before a neighbour lets us in, and on what.

https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
https://docs.databricks.com/aws/en/admin/users-groups/manage-service-principals
https://docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/upgrade-workflows (owners)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from local.doctor.identity import Identity
from local.doctor.masks import masked
from shared.adapters.forges import azure_devops, github, gitlab
from shared.git_hosts import GitHostKind
from shared.settings import Settings
from shared.settings.neighbours import Hosting, Neighbours

VOLUME = "USE CATALOG, USE SCHEMA, READ VOLUME and WRITE VOLUME"
MODELS = "owner of the registered models (nobody else can set an alias), USE SCHEMA, CREATE MODEL"
LISTING = "list its service principals, as a workspace admin where others may not"
USER = "Service Principal User (servicePrincipal/user)"
RIGHTS = {
    GitHostKind.GITHUB: (
        "Metadata: read",
        "Contents: read",
        github.STATUSES,
        github.PULLS,
        github.SCANNING,
        github.ACTIONS,
    ),
    GitHostKind.GITLAB: (gitlab.RIGHT,),
    GitHostKind.AZURE_DEVOPS: (
        "Code (read)",
        azure_devops.STATUSES,
        f"pull request threads: {azure_devops.THREADS}",
        "Build (read)",
        azure_devops.TESTS,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A right for somebody on something, at a neighbour."""

    neighbour: str
    to: str
    right: str
    scope: str


def grants(settings: Settings, me: Identity) -> Iterator[Grant]:
    """All of them, of those neighbours only that settings name; what looks like a key is masked."""
    for one in wanted(settings, me):
        yield replace(one, to=masked(one.to), right=masked(one.right), scope=masked(one.scope))


def wanted(settings: Settings, me: Identity) -> Iterator[Grant]:
    """The rights, as the settings spell who and what."""
    yield from in_azure(settings.neighbours, me.spoken)
    for host in settings.neighbours.hosts:
        yield on_host(host, me.spoken)
    yield from in_databricks(settings, me.spoken)
    yield from on_releases(settings.neighbours, me)


def in_azure(near: Neighbours, me: str) -> Iterator[Grant]:
    """Roles of Azure."""
    bus, storage, vault = near.service_bus, near.storage, near.key_vault
    if bus and "=" not in bus:
        for role in ("Azure Service Bus Data Sender", "Azure Service Bus Data Receiver"):
            yield Grant(neighbour="bus", to=me, right=role, scope=f"namespace {bus}")
    if storage.startswith("https://"):
        role = "Storage Blob Data Contributor"
        yield Grant(neighbour="blobs", to=me, right=role, scope=f"container {storage}")
    if vault:
        role = "Key Vault Secrets User"
        yield Grant(neighbour="secrets", to=me, right=role, scope=f"vault {vault}")
    if place := near.letters.communication_services:
        role = "Communication and Email Service Owner"
        yield Grant(neighbour="people", to=me, right=role, scope=f"resource {place}")


def on_host(host: Hosting, me: str) -> Grant:
    """What the token of a git host must be allowed or, without a token, our identity."""
    entra = host.kind is GitHostKind.AZURE_DEVOPS and not host.token
    member = "member of the organisation, access level Basic; " if entra else ""
    return Grant(
        neighbour=host.kind,
        to=me if entra else owner_of(host.token),
        right=member + "; ".join(RIGHTS[host.kind]),
        scope=f"the registered repositories at {host.base}",
    )


def in_databricks(settings: Settings, me: str) -> Iterator[Grant]:
    """What workspaces and Unity Catalog must let us do, and those whom jobs run as."""
    place = settings.neighbours.databricks
    if not place:
        return
    who = owner_of(place.token) if place.token else me
    for url in dict.fromkeys(one.url for one in place.workspaces.values()):
        right = "be a service principal of the workspace, by its application id"
        yield Grant(neighbour="jobs", to=who, right=right, scope=f"workspace {url}")
        yield Grant(neighbour="principals", to=who, right=LISTING, scope=f"workspace {url}")
    principals = tuple(dict.fromkeys(one.spn for one in place.workspaces.values() if one.spn))
    for spn in principals:
        yield Grant(neighbour="jobs", to=who, right=USER, scope=f"service principal {spn}")
    for one in (who, *(f"service principal {spn}" for spn in principals)):
        yield Grant(neighbour="jobs", to=one, right=VOLUME, scope=f"volume {place.volume}")
        if place.policy_id:
            scope = f"cluster policy {place.policy_id}"
            yield Grant(neighbour="jobs", to=one, right="CAN USE", scope=scope)
    scope = f"saved jobs named {place.score_job_name}, if not by us"
    yield Grant(neighbour="jobs", to="whoever starts them", right="CAN_MANAGE_RUN", scope=scope)


def on_releases(near: Neighbours, me: Identity) -> Iterator[Grant]:
    """What registry, artefact store and mail server must let us do."""
    if near.mlflow.registry == "databricks-uc":
        scope = f"models named {near.mlflow.name}"
        yield Grant(neighbour="registry", to=me.spoken, right=MODELS, scope=scope)
    if store := near.artifactory:
        issuer = f"https://login.microsoftonline.com/{me.tenant or 'TENANT'}/v2.0"
        mapped = f"the account that {store.oidc} maps {me.spoken} of {issuer} to"
        yield Grant(
            neighbour="artefacts",
            to=mapped if store.oidc else owner_of(store.token),
            right="Read, Deploy, Annotate; on builds Read, Deploy; neither Delete nor Overwrite",
            scope=f"the repositories for models at {store.url}",
        )
    if near.letters.smtp:
        sender = near.letters.sender
        to = near.letters.user or "whoever comes from our network"
        scope = f"server {near.letters.smtp}"
        yield Grant(neighbour="people", to=to, right=f"send as {sender}", scope=scope)


def owner_of(reference: str) -> str:
    """Whom a token belongs to, known by its secret's name."""
    return f"the account of the token in secret {reference}" if reference else "anybody: no token"
