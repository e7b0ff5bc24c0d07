"""Settings that cannot mean something together are refused at the start, all at once."""

import pytest

from shared.settings import Neighbours, SettingsError, read_settings
from shared.settings.neighbours import Workspace

TENANT = "0f0e0d0c-0b0a-0908-0706-050403020100"
EMULATOR = "Endpoint=sb://localhost:5672;SharedAccessKey=k;UseDevelopmentEmulator=true"
BANK = {
    "SERVICE_BUS__fullyQualifiedNamespace": "bank-gatehouse.servicebus.windows.net",
    "GATEHOUSE_HOME": "/var/lib/gatehouse",
    "GATEHOUSE_ADDRESS": "https://gatehouse.bank.example",
    "GATEHOUSE_STORAGE": "https://gatehouse.blob.core.windows.net/runs",
    "GATEHOUSE_KEY_VAULT": "https://gatehouse.vault.azure.net",
    "GATEHOUSE_GITHUB": "https://github.com",
    "GATEHOUSE_GITHUB_TOKEN": "github-token",
    "GATEHOUSE_WORKSPACE_URL_QA": "https://adb-1.azuredatabricks.net",
    "GATEHOUSE_WORKSPACE_URL_PROD": "https://adb-2.azuredatabricks.net",
    "GATEHOUSE_SPN_PROD": "3f1d9c62-1111-2222-3333-444444444444",
    "GATEHOUSE_DATABRICKS_VOLUME": "mlops.gatehouse.jobs",
    "GATEHOUSE_CLUSTER_SPARK_VERSION": "16.4.x-cpu-ml-scala2.12",
    "GATEHOUSE_CLUSTER_NODE_TYPE_ID": "Standard_D4ds_v5",
    "GATEHOUSE_TRACKING_URI": "databricks",
    "GATEHOUSE_REGISTRY_URI": "databricks-uc",
    "GATEHOUSE_REGISTERED_MODEL": "{environment}.{team}.{model}",
    "GATEHOUSE_ARTIFACTORY": "https://bank.jfrog.io/artifactory",
    "GATEHOUSE_ARTIFACTORY_TOKEN": "artifactory-token",
    "GATEHOUSE_TEAMS": "teams-workflow",
    "GATEHOUSE_SMTP": "smtp.bank.example:587",
    "GATEHOUSE_MAIL_FROM": "gatehouse@bank.example",
    "GATEHOUSE_IDENTITY": "entra",
    "GATEHOUSE_TENANT": TENANT,
    "WEBSITE_AUTH_ENABLED": "True",
}


def faults(change):
    """What is said of the bank's settings after a change; `None` takes a setting away."""
    environment = {name: text for name, text in {**BANK, **change}.items() if text is not None}
    with pytest.raises(SettingsError) as error:
        read_settings(environment)
    return str(error.value)


def test_a_bank_that_has_every_neighbour_can_start():
    neighbours = read_settings(BANK).neighbours

    assert neighbours.service_bus == "bank-gatehouse.servicebus.windows.net"
    assert [(host.kind, host.api, host.token) for host in neighbours.hosts] == [
        ("github", "https://api.github.com", "github-token")
    ]
    assert neighbours.databricks.workspaces["qa"] == Workspace(
        url="https://adb-1.azuredatabricks.net"
    )
    assert (neighbours.mlflow.registry, neighbours.tenant) == ("databricks-uc", TENANT)


def test_a_laptop_has_none_of_them():
    assert read_settings({"GATEHOUSE_HOME": "/g"}).neighbours == Neighbours()


@pytest.mark.parametrize("here", ["127.0.0.1:7071", "localhost:7071", "[::1]:7071"])
def test_people_may_sign_in_over_plain_http_on_this_machine_alone(here):
    address = f"http://{here}"

    assert read_settings({**BANK, "GATEHOUSE_ADDRESS": address}).address == address


CONTRADICTIONS = {
    "people are believed though nobody has checked who they are": (
        {"WEBSITE_AUTH_ENABLED": None},
        "WEBSITE_AUTH_ENABLED: not true, and IDENTITY is entra",
    ),
    "Easy Auth is turned off": (
        {"WEBSITE_AUTH_ENABLED": "false"},
        "WEBSITE_AUTH_ENABLED: not true",
    ),
    "people of any tenant": ({"GATEHOUSE_TENANT": None}, "GATEHOUSE_TENANT: missing"),
    "a tenant that nobody asks for": (
        {"GATEHOUSE_IDENTITY": "links"},
        "GATEHOUSE_TENANT: set, and IDENTITY is not entra",
    ),
    "people sign in over plain http": (
        {"GATEHOUSE_ADDRESS": "http://gatehouse.bank.example"},
        "GATEHOUSE_ADDRESS: not https",
    ),
    "a folder of no workspace": (
        {
            "GATEHOUSE_WORKSPACE_URL_QA": None,
            "GATEHOUSE_WORKSPACE_URL_PROD": None,
            "GATEHOUSE_SPN_PROD": None,
            "GATEHOUSE_NOTEBOOK_PATH": "/Workspace/Platform",
        },
        "GATEHOUSE_NOTEBOOK_PATH: set, and no WORKSPACE_URL is",
    ),
    "a bus without blobs": ({"GATEHOUSE_STORAGE": None}, "GATEHOUSE_STORAGE: missing"),
    "blobs without a bus": (
        {"SERVICE_BUS__fullyQualifiedNamespace": None},
        "SERVICE_BUS__fullyQualifiedNamespace: missing",
    ),
    "two buses": ({"SERVICE_BUS": EMULATOR}, "SERVICE_BUS__fullyQualifiedNamespace: set beside"),
    "an account and no vault": ({"GATEHOUSE_KEY_VAULT": None}, "GATEHOUSE_KEY_VAULT: missing"),
    "a token for no host": ({"GATEHOUSE_GITHUB": None}, "GATEHOUSE_GITHUB: missing"),
    "a workspace for no environment": (
        {"GATEHOUSE_WORKSPACE_URL_UAT": "https://adb-3.azuredatabricks.net"},
        "GATEHOUSE_WORKSPACE_URL_UAT: no such environment; the policy has tst, qa, prod",
    ),
    "nowhere to score": (
        {"GATEHOUSE_WORKSPACE_URL_PROD": None, "GATEHOUSE_SPN_PROD": None},
        "GATEHOUSE_WORKSPACE_URL_PROD: missing",
    ),
    "a principal without its workspace": (
        {"GATEHOUSE_SPN_TST": "x"},
        "GATEHOUSE_WORKSPACE_URL_TST: missing, and SPN_TST is set",
    ),
    "jobs that can leave nothing behind": (
        {"GATEHOUSE_DATABRICKS_VOLUME": None},
        "GATEHOUSE_DATABRICKS_VOLUME: missing",
    ),
    "nothing to run on": (
        {"GATEHOUSE_CLUSTER_NODE_TYPE_ID": None},
        "GATEHOUSE_CLUSTER_NODE_TYPE_ID: missing; name what jobs run on",
    ),
    "clusters and none": (
        {"GATEHOUSE_SERVERLESS": "true"},
        "GATEHOUSE_CLUSTER_SPARK_VERSION: set, and so is SERVERLESS",
    ),
    "a cluster and no workspace": (
        {
            "GATEHOUSE_WORKSPACE_URL_QA": None,
            "GATEHOUSE_WORKSPACE_URL_PROD": None,
            "GATEHOUSE_SPN_PROD": None,
        },
        "GATEHOUSE_CLUSTER_NODE_TYPE_ID: set, and no WORKSPACE_URL is",
    ),
    "a team's code inside the app": (
        {
            "GATEHOUSE_WORKSPACE_URL_QA": None,
            "GATEHOUSE_WORKSPACE_URL_PROD": None,
            "GATEHOUSE_SPN_PROD": None,
        },
        "GATEHOUSE_WORKSPACE_URL_<ENVIRONMENT>: missing, and STORAGE is an account",
    ),
    "two levels where Unity Catalog wants three": (
        {"GATEHOUSE_REGISTERED_MODEL": "{environment}.{model}"},
        "GATEHOUSE_REGISTERED_MODEL: Unity Catalog takes three levels",
    ),
    "one name for all environments": (
        {"GATEHOUSE_REGISTERED_MODEL": "a.b.{model}"},
        "GATEHOUSE_REGISTERED_MODEL: must hold {environment} and {model}",
    ),
    "a pattern that is none": (
        {"GATEHOUSE_REGISTERED_MODEL": "{environment}.{model"},
        "GATEHOUSE_REGISTERED_MODEL: a brace is missing",
    ),
    "an artefact store that does not know us": (
        {"GATEHOUSE_ARTIFACTORY_TOKEN": None},
        "GATEHOUSE_ARTIFACTORY_TOKEN: missing, and so is ARTIFACTORY_OIDC",
    ),
    "an artefact store that knows us twice": (
        {"GATEHOUSE_ARTIFACTORY_OIDC": "azure"},
        "GATEHOUSE_ARTIFACTORY_OIDC: set beside ARTIFACTORY_TOKEN",
    ),
    "letters from nobody": ({"GATEHOUSE_MAIL_FROM": None}, "GATEHOUSE_MAIL_FROM: missing"),
    "a user without a password": (
        {"GATEHOUSE_SMTP_USER": "gatehouse"},
        "GATEHOUSE_SMTP_PASSWORD: missing, and SMTP_USER is set",
    ),
    "every letter twice": (
        {"GATEHOUSE_COMMUNICATION_SERVICES": "https://bank.communication.azure.com"},
        "GATEHOUSE_COMMUNICATION_SERVICES: set beside SMTP",
    ),
}


@pytest.mark.parametrize(("change", "remark"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_refused_with_the_setting_and_the_remedy(change, remark):
    assert remark in faults(change)


def test_all_contradictions_are_told_at_once():
    told = faults(
        {
            "GATEHOUSE_TENANT": None,
            "GATEHOUSE_STORAGE": None,
            "GATEHOUSE_MAIL_FROM": None,
            "GATEHOUSE_GITHBU": "https://github.com",
            "GATEHOUSE_SERVERLESS": "perhaps",
        }
    )

    for name in ("TENANT", "STORAGE", "MAIL_FROM", "GITHBU", "SERVERLESS"):
        assert f"GATEHOUSE_{name}: " in told


FORMS = {
    "a vault elsewhere": ("GATEHOUSE_KEY_VAULT", "https://vault.example", "no vault"),
    "a page of a workspace": (
        "GATEHOUSE_WORKSPACE_URL_QA",
        "https://adb-1.azuredatabricks.net/?o=1",
        "no address",
    ),
    "no folder of a workspace": ("GATEHOUSE_NOTEBOOK_PATH", "/Shared/../Users", "no folder"),
    "a path in a workspace": (
        "GATEHOUSE_WORKSPACE_URL_QA",
        "https://adb-1.azuredatabricks.net/jobs",
        "no path",
    ),
}


@pytest.mark.parametrize(("name", "text", "remark"), FORMS.values(), ids=FORMS)
def test_an_address_that_its_neighbour_cannot_have_is_refused(name, text, remark):
    assert remark in faults({name: text})


def test_a_github_of_ones_own_is_asked_at_its_own_interface_and_never_at_the_public_one():
    own = {**BANK, "GATEHOUSE_GITHUB": "https://github.bank.example"}

    (host,) = read_settings(own).neighbours.hosts

    assert host.api == "https://github.bank.example/api/v3"


SECRETS = {
    "a token in place of its name": ("GATEHOUSE_GITHUB_TOKEN", "ghp_0123456789canary"),
    "a password in an address": ("GATEHOUSE_ARTIFACTORY", "https://ada:canary@bank.jfrog.io"),
    "a signature in an address": (
        "GATEHOUSE_STORAGE",
        "https://a.blob.core.windows.net/c?sig=canary",
    ),
    "a key of an account": ("GATEHOUSE_STORAGE", "AccountName=a;AccountKey=canary"),
    "a key of a bus": ("SERVICE_BUS", "Endpoint=sb://x/;SharedAccessKey=canary"),
    "the address of a workflow": ("GATEHOUSE_TEAMS", "https://logic.azure.com/?sig=canary"),
}


@pytest.mark.parametrize(("name", "text"), SECRETS.values(), ids=SECRETS)
def test_a_secret_in_a_setting_is_refused_and_not_repeated(name, text):
    told = faults({name: text})

    assert f"{name}: " in told
    assert "canary" not in told
