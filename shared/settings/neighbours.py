"""What the settings say of the neighbours that a bank has, each missing where a laptop's is meant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.core.principals import PATTERN as PRINCIPAL
from shared.git_hosts import GitHostKind
from shared.model_names import PATTERN


@dataclass(frozen=True, kw_only=True)
class Hosting:
    """A git host: `token` refers to the secret that it knows us by."""

    kind: GitHostKind
    base: str
    api: str
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A Databricks workspace (R-012, R-013) and the service principal jobs run as (R-017, R-018)."""

    url: str
    spn: str = ""


ENVIRONMENT_VERSION: Final = "4"
"""Of serverless environments, the one that jobs get whose model names none."""


@dataclass(frozen=True, kw_only=True)
class Databricks:
    """Where jobs run, by environment, and on what (R-019 to R-029, R-067).

    `token` refers to a secret, empty where our own identity speaks; `volume` is the Unity Catalog
    volume, as `catalog.schema.volume`, that bundles and results lie in, `folder` where notebooks
    and the entry of jobs lie: whoever may write there may change what runs.  `principal_name` is
    the pattern of what teams' service principals are called, `principal_request` where one asks
    for them.
    """

    workspaces: Mapping[str, Workspace]
    volume: str
    token: str = ""
    spark_version: str = ""
    node_type: str = ""
    driver_node_type: str = ""
    policy_id: str = ""
    serverless: bool = False
    train_job_name: str = "gatehouse-train"
    score_job_name: str = "gatehouse-score"
    notify: str = ""
    folder: str = "/Workspace/Shared/gatehouse"
    principal_name: str = PRINCIPAL
    principal_request: str = ""


@dataclass(frozen=True, kw_only=True)
class Mlflow:
    """Where models are tracked and registered; `name` is the pattern of a registered model's name.

    Empty addresses mean the store on this machine.
    """

    tracking: str = ""
    registry: str = ""
    token: str = ""
    name: str = PATTERN


@dataclass(frozen=True, kw_only=True)
class Artifactory:
    """Where released models go: `token` refers to a secret, `oidc` names a provider instead."""

    url: str
    token: str = ""
    oidc: str = ""
    layout: str = "generic"


@dataclass(frozen=True, kw_only=True)
class Letters:
    """How people are written to: `smtp` as host:port, or the endpoint of Communication Services.

    `teams` and `password` refer to secrets.
    """

    teams: str = ""
    smtp: str = ""
    user: str = ""
    password: str = ""
    authority: str = ""
    communication_services: str = ""
    sender: str = ""


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """All neighbours that a bank has and a laptop has not."""

    service_bus: str = ""
    storage: str = ""
    key_vault: str = ""
    hosts: tuple[Hosting, ...] = ()
    databricks: Databricks | None = None
    mlflow: Mlflow = field(default_factory=Mlflow)
    artifactory: Artifactory | None = None
    letters: Letters = field(default_factory=Letters)
    tenant: str = ""
