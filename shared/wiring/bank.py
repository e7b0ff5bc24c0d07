"""The neighbours that a bank has, each made of what the settings say of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.own_identity import AZURE_DEVOPS, DATABRICKS, token_for
from shared.adapters.system_clock import system_clock
from shared.core.policy import Policy
from shared.git_hosts import GitHost, GitHostKind
from shared.ports import Blobs, Broker, People, Secrets, Visitors
from shared.settings.neighbours import ENVIRONMENT_VERSION, Databricks, Hosting, Letters, Neighbours
from shared.settings.neighbours import Artifactory as ArtifactorySettings

if TYPE_CHECKING:
    from shared.adapters.artifactory import Artifactory
    from shared.adapters.channels import Channels
    from shared.adapters.databricks_jobs import DatabricksJobs
    from shared.adapters.databricks_jobs.places import Workspace
    from shared.adapters.forges import Forges
    from shared.adapters.service_bus import ServiceBus

Text = Callable[[], str]


def secret(secrets: Secrets, reference: str) -> Text:
    """What gives the secret as it is at the moment it is asked for."""
    return lambda: secrets.value(reference).decode().strip()


def blobs_in(place: str) -> Blobs:
    """Blobs in a storage account, or its emulator."""
    from shared.adapters.azure_blobs import AzureBlobs

    return AzureBlobs(place)


def bus_in(address: str) -> "ServiceBus":
    """The sending end of a namespace, and what was set aside there."""
    from shared.adapters.service_bus import ServiceBus

    return ServiceBus(address)


def broker_in(address: str) -> Broker:
    """The receiving end of a namespace."""
    from shared.adapters.service_bus import ServiceBusBroker

    return ServiceBusBroker(address)


def vault_in(vault: str) -> Secrets:
    """The secrets of a vault."""
    from shared.adapters.key_vault import KeyVault

    return KeyVault(vault, system_clock)


def visitors_in(tenant: str) -> Visitors:
    """Whom Entra knows as people of the tenant."""
    from shared.adapters.easy_auth import EasyAuth

    return EasyAuth(tenant=tenant)


def forges_in(blobs: Blobs, hosts: tuple[GitHost, ...]) -> "Forges":
    """Where the teams of registered repositories work."""
    from shared.adapters.forges import Forges

    return Forges(blobs, hosts)


def host_in(hosting: Hosting, secrets: Secrets) -> GitHost:
    """A git host; Azure DevOps knows our own identity where no token is named."""
    token: Text = secret(secrets, hosting.token) if hosting.token else lambda: ""
    if hosting.kind is GitHostKind.AZURE_DEVOPS and not hosting.token:
        token = token_for(AZURE_DEVOPS)
    return GitHost(kind=hosting.kind, base=hosting.base, api=hosting.api, token=token)


def databricks_in(
    near: Neighbours, policy: Policy, blobs: Blobs, secrets: Secrets
) -> "DatabricksJobs":
    """Jobs in Databricks; no job runs on when the run it belongs to has lost patience."""
    from shared.adapters.databricks_jobs import DatabricksJobs
    from shared.adapters.databricks_jobs.places import Cluster, Names, Plan, Tracking

    settings, mlflow = near.databricks, near.mlflow
    assert settings is not None
    names = Names(
        volume=settings.volume.replace(".", "/"),
        train=settings.train_job_name,
        score=settings.score_job_name,
        notify=settings.notify,
        folder=settings.folder,
    )
    cluster = Cluster(
        spark_version=settings.spark_version,
        node=settings.node_type,
        driver=settings.driver_node_type,
        policy=settings.policy_id,
        serverless=settings.serverless,
        environment_version=ENVIRONMENT_VERSION,
    )
    plan = Plan(
        names=names,
        cluster=cluster,
        tracking=Tracking(uri=mlflow.tracking, registry=mlflow.registry),
        deadlines={
            "train": policy.patience("training"),
            "evaluate": policy.patience("evaluation"),
        },
    )
    token = token_of(settings, secrets)
    return DatabricksJobs(workspaces_in(settings, policy), plan, blobs, token=token)


def told_to_mlflow(near: Neighbours, policy: Policy, secrets: Secrets) -> dict[str, str]:
    """What MLflow takes from nowhere but the environment: who we are to its server.

    At Databricks that is the workspace in which jobs run, and our own identity where no token is
    named (https://docs.databricks.com/aws/en/dev-tools/auth/env-vars).
    """
    if near.mlflow.tracking.startswith("databricks") and near.databricks:
        place = workspaces_in(near.databricks, policy)[policy.names[0]].url
        token = token_of(near.databricks, secrets)()
        return {"DATABRICKS_HOST": place, "DATABRICKS_TOKEN": token}
    if not near.mlflow.token:
        return {}
    return {"MLFLOW_TRACKING_TOKEN": secret(secrets, near.mlflow.token)()}


def token_of(settings: Databricks, secrets: Secrets) -> Text:
    """What Databricks knows us by: the token that is named, or our own identity."""
    return secret(secrets, settings.token) if settings.token else token_for(DATABRICKS)


def workspaces_in(settings: Databricks, policy: Policy) -> "dict[str, Workspace]":
    """The workspace of each environment: its own, or that of the next one that has one (R-021)."""
    from shared.adapters.databricks_jobs.places import Workspace

    found: dict[str, Workspace] = {}
    for name in reversed(policy.names):
        own = settings.workspaces.get(name)
        place = Workspace(url=own.url, spn=own.spn) if own else next(iter(found.values()))
        found = {name: place, **found}
    return found


def artifactory_in(settings: ArtifactorySettings, secrets: Secrets) -> "Artifactory":
    """The artefact store, which knows us by a token or by our own identity."""
    from shared.adapters.artifactory import Artifactory, Layout, OidcExchange

    if settings.token:
        token: Text = secret(secrets, settings.token)
    else:
        identity = token_for("api://AzureADTokenExchange/.default")
        token = OidcExchange(address=settings.url, provider=settings.oidc, identity=identity)
    return Artifactory(settings.url, token, layout=Layout(settings.layout))


def people_in(settings: Letters, secrets: Secrets) -> "Channels | None":
    """Every way to people that there is, mail first; `None` where there is none."""
    from shared.adapters.channels import Channels

    ways = tuple(ways_in(settings, secrets))
    return Channels(ways=ways) if ways else None


def ways_in(settings: Letters, secrets: Secrets) -> Iterator[People]:
    """The ways to people."""
    from shared.adapters.letter import markup

    if settings.smtp:
        from shared.adapters.smtp_mail import SmtpMail

        host, _, port = settings.smtp.partition(":")
        yield SmtpMail(
            host=host,
            port=int(port),
            sender=settings.sender,
            markup=markup,
            user=settings.user,
            password=secret(secrets, settings.password),
            authorities=Path(settings.authority) if settings.authority else None,
        )
    if settings.communication_services:
        from shared.adapters.communication_services import CommunicationServices

        yield CommunicationServices(
            endpoint=settings.communication_services, sender=settings.sender, markup=markup
        )
    if settings.teams:
        from shared.adapters.teams import Teams

        yield Teams(url=secret(secrets, settings.teams))
