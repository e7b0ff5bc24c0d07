"""The name of every setting, and what reads it."""

import re
from collections.abc import Callable, Mapping

from shared.policy_file import policy_in
from shared.settings.values import (
    address_in,
    amount_in,
    emulator_in,
    folder_in,
    home_in,
    namespace_in,
    one_of,
    reference_in,
    roles_in,
    server_in,
    storage_in,
    tenant_in,
    text_in,
    tracking_in,
    truth_in,
    url_in,
    vault_in,
    workspace_in,
)

PREFIX = "GATEHOUSE_"
Reader = Callable[[str], object]

OURS: Mapping[str, Reader] = {
    "HOME": home_in,
    "ADDRESS": address_in,
    "ROLES": roles_in,
    "POLICY": policy_in,
    "JOB_CPU_SECONDS": amount_in,
    "JOB_WALL_SECONDS": amount_in,
    "JOB_MEMORY_MIB": amount_in,
    "JOB_FILE_MIB": amount_in,
    "STORAGE": storage_in,
    "KEY_VAULT": vault_in,
    "GITHUB": url_in,
    "GITHUB_API": url_in,
    "GITHUB_TOKEN": reference_in,
    "GITLAB": url_in,
    "GITLAB_TOKEN": reference_in,
    "AZURE_DEVOPS": url_in,
    "AZURE_DEVOPS_TOKEN": reference_in,
    "DATABRICKS_TOKEN": reference_in,
    "DATABRICKS_VOLUME": text_in,
    "DATABRICKS_NOTIFY": text_in,
    "NOTEBOOK_PATH": folder_in,
    "CLUSTER_SPARK_VERSION": text_in,
    "CLUSTER_NODE_TYPE_ID": text_in,
    "CLUSTER_DRIVER_NODE_ID": text_in,
    "CLUSTER_AUTOTERMINATION_MINUTES": amount_in,
    "CLUSTER_POLICY_ID": text_in,
    "SERVERLESS": truth_in,
    "TRAIN_JOB_NAME": text_in,
    "SCORE_JOB_NAME": text_in,
    "TRACKING_URI": tracking_in,
    "TRACKING_TOKEN": reference_in,
    "REGISTRY_URI": tracking_in,
    "REGISTERED_MODEL": text_in,
    "ARTIFACTORY": url_in,
    "ARTIFACTORY_TOKEN": reference_in,
    "ARTIFACTORY_OIDC": text_in,
    "ARTIFACTORY_LAYOUT": one_of("generic", "machinelearning"),
    "TEAMS": reference_in,
    "SMTP": server_in,
    "SMTP_USER": text_in,
    "SMTP_PASSWORD": reference_in,
    "SMTP_AUTHORITY": text_in,
    "COMMUNICATION_SERVICES": url_in,
    "MAIL_FROM": text_in,
    "IDENTITY": one_of("links", "entra"),
    "TENANT": tenant_in,
}
"""Settings that are ours, without the prefix that they all have."""

BY_ENVIRONMENT: Mapping[str, Reader] = {"WORKSPACE_URL": workspace_in, "SPN": text_in}
"""Settings of which each environment has its own: `WORKSPACE_URL_QA` (R-012, R-013, R-017, R-018)."""

THEIRS: Mapping[str, Reader] = {
    "SERVICE_BUS": emulator_in,
    "SERVICE_BUS__fullyQualifiedNamespace": namespace_in,
    "WEBSITE_AUTH_ENABLED": truth_in,
}
"""Settings whose names the Functions host has given."""


def reader_of(name: str) -> Reader | None:
    """What reads one of our settings, `None` where there is no such setting."""
    form = re.fullmatch(rf"({'|'.join(BY_ENVIRONMENT)})_[A-Z0-9_]+", name)
    return BY_ENVIRONMENT[form[1]] if form else OURS.get(name)
