"""What settings cannot mean together: nobody should find that out at the first push."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from shared.core.errors import RefusedError
from shared.core.policy import Policy
from shared.model_names import PATTERN, Naming
from shared.settings.values import local

Given = Mapping[str, object]

TOGETHER = (
    ("GITHUB_TOKEN", "GITHUB"),
    ("GITHUB_API", "GITHUB"),
    ("GITLAB_TOKEN", "GITLAB"),
    ("AZURE_DEVOPS_TOKEN", "AZURE_DEVOPS"),
    ("ARTIFACTORY_TOKEN", "ARTIFACTORY"),
    ("ARTIFACTORY_OIDC", "ARTIFACTORY"),
    ("ARTIFACTORY_LAYOUT", "ARTIFACTORY"),
    ("SMTP", "MAIL_FROM"),
    ("COMMUNICATION_SERVICES", "MAIL_FROM"),
    ("SMTP_USER", "SMTP_PASSWORD"),
    ("SMTP_PASSWORD", "SMTP_USER"),
    ("SMTP_USER", "SMTP"),
    ("SMTP_AUTHORITY", "SMTP"),
    ("REGISTRY_URI", "TRACKING_URI"),
    ("TRACKING_TOKEN", "TRACKING_URI"),
)
"""What is set only beside something else."""

APART = (
    ("SERVICE_BUS", "SERVICE_BUS__fullyQualifiedNamespace"),
    ("ARTIFACTORY_TOKEN", "ARTIFACTORY_OIDC"),
    ("SMTP", "COMMUNICATION_SERVICES"),
)
"""Of which only one is set."""

CLUSTER = ("CLUSTER_SPARK_VERSION", "CLUSTER_NODE_TYPE_ID")
AT_DATABRICKS = (
    *CLUSTER,
    *("CLUSTER_DRIVER_NODE_ID", "CLUSTER_POLICY_ID", "SERVERLESS", "DATABRICKS_VOLUME"),
    *("DATABRICKS_TOKEN", "DATABRICKS_NOTIFY", "NOTEBOOK_PATH", "TRAIN_JOB_NAME", "SCORE_JOB_NAME"),
    *("PRINCIPAL_NAME", "PRINCIPAL_REQUEST"),
)


def contradictions(given: Given, policy: Policy) -> Iterator[tuple[str, str]]:
    """Every setting that does not fit the others, and the remedy."""
    for name, needed in TOGETHER:
        if name in given and needed not in given:
            yield needed, f"missing, and {name} is set; set both or neither"
    for one, other in APART:
        if one in given and other in given:
            yield other, f"set beside {one}, and only one of them can hold; remove one"
    yield from storage(given)
    yield from identity(given)
    yield from databricks(given, policy)
    yield from registry(given)
    if "ARTIFACTORY" in given and not {"ARTIFACTORY_TOKEN", "ARTIFACTORY_OIDC"} & set(given):
        yield (
            "ARTIFACTORY_TOKEN",
            "missing, and so is ARTIFACTORY_OIDC; name a secret or a provider",
        )


def storage(given: Given) -> Iterator[tuple[str, str]]:
    """Messages and runs live in the same world, or a crash would part them."""
    bus = {"SERVICE_BUS", "SERVICE_BUS__fullyQualifiedNamespace"} & set(given)
    if bus and "STORAGE" not in given:
        yield "STORAGE", f"missing, and {min(bus)} is set; name the container that runs are kept in"
    if "STORAGE" in given and not bus:
        yield "SERVICE_BUS__fullyQualifiedNamespace", "missing, and STORAGE is set; name the bus"
    elsewhere = str(given.get("STORAGE", "")).startswith("https://")
    if elsewhere and "KEY_VAULT" not in given:
        yield "KEY_VAULT", "missing, and STORAGE is an account; name the vault that holds secrets"
    if elsewhere and not environments_in(given, "WORKSPACE_URL"):
        remark = "missing, and STORAGE is an account: a team's code would run inside this app"
        yield "WORKSPACE_URL_<ENVIRONMENT>", f"{remark}; name the workspace that jobs run in"


def identity(given: Given) -> Iterator[tuple[str, str]]:
    """Headers that name a person are believed only where the platform has put them there."""
    if given.get("IDENTITY") != "entra":
        if "TENANT" in given:
            yield "TENANT", "set, and IDENTITY is not entra; remove it or set IDENTITY"
        return
    if "TENANT" not in given:
        yield "TENANT", "missing, and IDENTITY is entra; name the tenant that people belong to"
    if not given.get("WEBSITE_AUTH_ENABLED"):
        remark = "not true, and IDENTITY is entra: anybody could claim to be anybody"
        yield "WEBSITE_AUTH_ENABLED", f"{remark}; turn on App Service authentication (Easy Auth)"
    address = urlsplit(str(given.get("ADDRESS", "")))
    if address.scheme != "https" and not local(address.hostname or ""):
        yield "ADDRESS", "not https, and IDENTITY is entra; name the address people sign in at"


def databricks(given: Given, policy: Policy) -> Iterator[tuple[str, str]]:
    """Jobs need a workspace for every stop that they run at, and something to run on."""
    workspaces = environments_in(given, "WORKSPACE_URL")
    for kind in ("WORKSPACE_URL", "SPN"):
        for name in environments_in(given, kind) - {one.upper() for one in policy.names}:
            yield f"{kind}_{name}", f"no such environment; the policy has {', '.join(policy.names)}"
    for name in environments_in(given, "SPN") - workspaces:
        yield f"WORKSPACE_URL_{name}", f"missing, and SPN_{name} is set; set both or neither"
    if not workspaces:
        for name in sorted(set(given) & set(AT_DATABRICKS)):
            yield name, "set, and no WORKSPACE_URL is; name the workspace or remove it"
        return
    last = policy.names[-1].upper()
    if last not in workspaces:
        yield f"WORKSPACE_URL_{last}", f"missing: models are scored in {policy.names[-1]}"
    for name in ("DATABRICKS_VOLUME", "TRACKING_URI"):
        if name not in given:
            yield name, "missing, and a WORKSPACE_URL is set: jobs could leave nothing behind"
    for name in CLUSTER:
        if name in given and given.get("SERVERLESS"):
            yield name, "set, and so is SERVERLESS; remove one"
        if name not in given and not given.get("SERVERLESS"):
            yield name, "missing; name what jobs run on, or set SERVERLESS to true"


def registry(given: Given) -> Iterator[tuple[str, str]]:
    """A registered model's name has the levels that its registry wants."""
    if given.get("TRACKING_URI") == "databricks" and not environments_in(given, "WORKSPACE_URL"):
        yield "TRACKING_URI", "databricks, and no WORKSPACE_URL is set; name the workspace"
    catalogue = given.get("REGISTRY_URI", given.get("TRACKING_URI")) == "databricks-uc"
    try:
        Naming(pattern=str(given.get("REGISTERED_MODEL", PATTERN)), catalogue=catalogue)
    except RefusedError as error:
        yield "REGISTERED_MODEL", str(error).partition(": ")[2]


def environments_in(given: Given, kind: str) -> set[str]:
    """The environments that have such a setting, in capitals."""
    return {name.removeprefix(f"{kind}_") for name in given if name.startswith(f"{kind}_")}
