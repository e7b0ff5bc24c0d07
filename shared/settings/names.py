"""The name of every setting, and what reads it."""

import re
from collections.abc import Callable, Mapping

from shared.policy_file import policy_in
from shared.settings.compute import (
    application_in,
    driver_in,
    machine_in,
    principal_in,
    runtime_in,
)
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
    "CLUSTER_SPARK_VERSION": runtime_in,
    "CLUSTER_NODE_TYPE_ID": machine_in,
    "CLUSTER_DRIVER_NODE_ID": driver_in,
    "CLUSTER_AUTOTERMINATION_MINUTES": amount_in,
    "CLUSTER_POLICY_ID": text_in,
    "SERVERLESS": truth_in,
    "PRINCIPAL_NAME": principal_in,
    "PRINCIPAL_REQUEST": text_in,
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

BY_ENVIRONMENT: Mapping[str, Reader] = {"WORKSPACE_URL": workspace_in, "SPN": application_in}
"""Settings of which each environment has its own: `WORKSPACE_URL_QA` (R-012, R-013, R-017, R-018)."""

THEIRS: Mapping[str, Reader] = {
    "SERVICE_BUS": emulator_in,
    "SERVICE_BUS__fullyQualifiedNamespace": namespace_in,
    "WEBSITE_AUTH_ENABLED": truth_in,
}
"""Settings whose names the Functions host has given."""


UNNEEDED: Mapping[str, tuple[str, str]] = {
    "OAUTH2_TOKEN_URL": ("R-014", "Entra hands our own identity its tokens"),
    "OAUTH2_ID": ("R-015", "we are known by our own identity"),
    "OAUTH2_SECRETS_NAME": (
        "R-016",
        "our own identity has no secret; a token in its place is named by DATABRICKS_TOKEN",
    ),
    "DATABRICKS_CLUSTER_NAME_<ENV>": (
        "R-019, R-020, R-021",
        "each run has a job cluster of its own, which ends with it",
    ),
    "MODEL_SRC_PATH": ("R-026", "a model's source is the folder of its model.yml, at its commit"),
    "CMR_SCOPE": ("R-028", "the registry knows our own identity, and no secret scope is read"),
    "CMR_PREFIX": ("R-029", "REGISTERED_MODEL is the pattern of every registered name"),
}
"""What the bank's draft names and nobody has to set, with the requirement and the reason."""


def reason_against(name: str) -> str:
    """Why nobody has to set what the draft names so, empty where it names nothing so."""
    family = re.sub(r"^DATABRICKS_CLUSTER_NAME_\w+$", "DATABRICKS_CLUSTER_NAME_<ENV>", name.upper())
    return UNNEEDED.get(family, ("", ""))[1]


def reader_of(name: str) -> Reader | None:
    """What reads one of our settings, `None` where there is no such setting."""
    form = re.fullmatch(rf"({'|'.join(BY_ENVIRONMENT)})_[A-Z0-9_]+", name)
    return BY_ENVIRONMENT[form[1]] if form else OURS.get(name)
