"""Settings that belong together, put together."""

from collections.abc import Mapping

from shared.git_hosts import GitHostKind
from shared.settings.neighbours import (
    Artifactory,
    Databricks,
    Hosting,
    Letters,
    Mlflow,
    Neighbours,
    Workspace,
)

Values = Mapping[str, object]
PUBLIC, PUBLIC_API = "https://github.com", "https://api.github.com"


def neighbours_in(values: Values) -> Neighbours:
    """The neighbours that settings name, by the settings' names in lower case."""
    return Neighbours(
        service_bus=word(values, "service_bus")
        or word(values, "service_bus__fullyqualifiednamespace"),
        storage=word(values, "storage"),
        key_vault=word(values, "key_vault"),
        hosts=tuple(hosting(values, kind) for kind in GitHostKind if kind.name.lower() in values),
        databricks=databricks_in(values),
        mlflow=mlflow_in(values),
        artifactory=artifactory_in(values),
        letters=letters_in(values),
        tenant=word(values, "tenant"),
    )


def word(values: Values, name: str, otherwise: str = "") -> str:
    """One setting that is a text."""
    return str(values.get(name, otherwise))


def hosting(values: Values, kind: GitHostKind) -> Hosting:
    """A git host, with the place of its REST interface."""
    name = kind.name.lower()
    base = word(values, name)
    apis = {
        GitHostKind.GITHUB: PUBLIC_API if base == PUBLIC else f"{base}/api/v3",
        GitHostKind.GITLAB: f"{base}/api/v4",
        GitHostKind.AZURE_DEVOPS: base,
    }
    return Hosting(
        kind=kind,
        base=base,
        api=word(values, f"{name}_api", apis[kind]),
        token=word(values, f"{name}_token"),
    )


def databricks_in(values: Values) -> Databricks | None:
    """The workspaces of the environments; `tst` shares that of `qa` where it has none (R-021)."""
    places = {
        name.removeprefix("workspace_url_"): Workspace(
            url=str(url), spn=word(values, name.replace("workspace_url_", "spn_"))
        )
        for name, url in values.items()
        if name.startswith("workspace_url_")
    }
    if not places:
        return None
    return Databricks(
        workspaces=places,
        volume=word(values, "databricks_volume"),
        token=word(values, "databricks_token"),
        spark_version=word(values, "cluster_spark_version"),
        node_type=word(values, "cluster_node_type_id"),
        driver_node_type=word(values, "cluster_driver_node_id"),
        policy_id=word(values, "cluster_policy_id"),
        serverless=bool(values.get("serverless")),
        train_job_name=word(values, "train_job_name", Databricks.train_job_name),
        score_job_name=word(values, "score_job_name", Databricks.score_job_name),
        notify=word(values, "databricks_notify"),
        folder=word(values, "notebook_path", Databricks.folder),
        principal_name=word(values, "principal_name", Databricks.principal_name),
        principal_request=word(values, "principal_request"),
    )


def mlflow_in(values: Values) -> Mlflow:
    """Where models are tracked and registered."""
    tracking = word(values, "tracking_uri")
    return Mlflow(
        tracking=tracking,
        registry=word(values, "registry_uri", tracking),
        token=word(values, "tracking_token"),
        name=word(values, "registered_model", Mlflow.name),
    )


def artifactory_in(values: Values) -> Artifactory | None:
    """Where released models go."""
    if "artifactory" not in values:
        return None
    return Artifactory(
        url=word(values, "artifactory"),
        token=word(values, "artifactory_token"),
        oidc=word(values, "artifactory_oidc"),
        layout=word(values, "artifactory_layout", Artifactory.layout),
    )


def letters_in(values: Values) -> Letters:
    """How people are written to."""
    return Letters(
        teams=word(values, "teams"),
        smtp=word(values, "smtp"),
        user=word(values, "smtp_user"),
        password=word(values, "smtp_password"),
        authority=word(values, "smtp_authority"),
        communication_services=word(values, "communication_services"),
        sender=word(values, "mail_from"),
    )
