"""Each variable of the platform (R-012 to R-029) takes what it is for, and says what else it wants."""

import pytest

from shared.settings import SettingsError, read_settings
from tests.test_contradictions import BANK

ID = "3f1d9c62-1111-2222-3333-444444444444"
CANARY = "canary-4711"
GOOD = {
    "WORKSPACE_URL_QA": ["https://adb-1.2.azuredatabricks.net", "https://adb-1.example/"],
    "WORKSPACE_URL_PROD": ["https://adb-2.azuredatabricks.net"],
    "SPN_QA": [ID, ID.upper(), f" {ID} "],
    "SPN_PROD": [ID],
    "CLUSTER_SPARK_VERSION": [
        *(
            "16.4.x-cpu-ml-scala2.12",
            "17.3.x-cpu-ml-scala2.13",
            "15.4.x-scala2.12",
            "18.x.x-scala2.13",
        ),
        *("15.4.x-gpu-ml-scala2.12", "15.4.x-photon-scala2.12", "14.3.x-aarch64-scala2.12"),
    ],
    "CLUSTER_NODE_TYPE_ID": ["Standard_D4ds_v5", "i3.xlarge", "n2-highmem-4"],
    "CLUSTER_DRIVER_NODE_ID": ["Standard_D4ds_v5", "3", " 3 "],
    "CLUSTER_AUTOTERMINATION_MINUTES": ["10", "600"],
    "NOTEBOOK_PATH": ["/Shared/mlops", "/Workspace/Shared/gatehouse", "/Workspace/Platform"],
    "PRINCIPAL_NAME": ["sp-{team}-{environment}", "sp-mlops", "App {team}"],
    "PRINCIPAL_REQUEST": ["https://bank.example/ask?for=principal", "iam@bank.example"],
}
BAD = {
    "WORKSPACE_URL_QA": [
        *("", "adb-1.azuredatabricks.net", "http://adb-1.example", "https://adb-1.example/sql"),
        *("https://adb-1.example/?o=1", f"https://u:{CANARY}@adb-1.example", "https://"),
    ],
    "WORKSPACE_URL_PROD": ["", CANARY],
    "SPN_QA": ["", "gatehouse-jobs", f"dapi{CANARY}", ID[:-1], f"{ID}0", "x"],
    "SPN_PROD": ["", CANARY],
    "CLUSTER_SPARK_VERSION": [
        *("", "17.3 LTS ML", "17.3", "17.3.x", "latest", "17.3.x-cpu-ml", CANARY),
        *("17.3.x-cpu-ml-scala3", "17.3.x-CPU-ml-scala2.13", "x.3.x-scala2.12"),
    ],
    "CLUSTER_NODE_TYPE_ID": ["", "Standard D4", "3", "x", "D4;rm", "ü-large"],
    "CLUSTER_DRIVER_NODE_ID": ["", "Standard D4", "0", "-3", "3.5", "x"],
    "CLUSTER_AUTOTERMINATION_MINUTES": ["", "0", "-1", "1.5", "ten", CANARY],
    "NOTEBOOK_PATH": ["", "Shared", "/", "/Shared/../Users", "/Shared/a;b", "https://x/Shared"],
    "PRINCIPAL_NAME": ["", " ", "sp-{model}", "sp-{", 'sp-" or "', "sp-{team}\n"],
    "PRINCIPAL_REQUEST": ["", "  ", "a\nb"],
}
CASES = [(name, value) for name, values in GOOD.items() for value in values]
BAD_CASES = [(name, value) for name, values in BAD.items() for value in values]


def named(case):
    return f"{case[0]}={case[1][:24]!r}"


@pytest.mark.parametrize(("name", "value"), CASES, ids=map(named, CASES))
def test_a_value_of_the_right_form_is_taken(name, value):
    assert read_settings({**BANK, f"GATEHOUSE_{name}": value})


@pytest.mark.parametrize(("name", "value"), BAD_CASES, ids=map(named, BAD_CASES))
def test_a_value_of_another_form_is_refused_with_a_remedy_and_not_repeated(name, value):
    with pytest.raises(SettingsError) as error:
        read_settings({**BANK, f"GATEHOUSE_{name}": value})

    [(setting, remark)] = error.value.faults
    assert setting == f"GATEHOUSE_{name}"
    assert "; " in remark or remark == "not a whole number from 1 up"
    assert CANARY not in remark


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("OAUTH2_TOKEN_URL", "our own identity"),
        ("OAUTH2_ID", "our own identity"),
        ("OAUTH2_SECRETS_NAME", "DATABRICKS_TOKEN"),
        ("DATABRICKS_CLUSTER_NAME_TST", "a job cluster of its own"),
        ("DATABRICKS_CLUSTER_NAME_QA", "a job cluster of its own"),
        ("DATABRICKS_CLUSTER_NAME_PROD", "a job cluster of its own"),
        ("MODEL_SRC_PATH", "at its commit"),
        ("CMR_SCOPE", "no secret scope"),
        ("CMR_PREFIX", "REGISTERED_MODEL"),
        ("CMR_Prefix", "REGISTERED_MODEL"),
    ],
)
def test_what_nobody_has_to_set_is_refused_with_the_reason(name, reason):
    with pytest.raises(SettingsError) as error:
        read_settings({**BANK, f"GATEHOUSE_{name}": CANARY})

    [(setting, remark)] = error.value.faults
    assert setting == f"GATEHOUSE_{name}"
    assert remark.startswith("not needed: ") and reason in remark and remark.endswith("remove it")


def test_all_that_is_wrong_is_told_at_once():
    wrong = {f"GATEHOUSE_{name}": values[0] for name, values in BAD.items()}

    with pytest.raises(SettingsError) as error:
        read_settings({**BANK, **wrong, "GATEHOUSE_CMR_SCOPE": "x"})

    assert {name for name, _ in error.value.faults} == {*wrong, "GATEHOUSE_CMR_SCOPE"}


@pytest.mark.parametrize("name", ["PRINCIPAL_NAME", "PRINCIPAL_REQUEST"])
def test_principals_are_named_beside_a_workspace_only(name):
    with pytest.raises(SettingsError, match="no WORKSPACE_URL is"):
        read_settings({"GATEHOUSE_HOME": "/g", f"GATEHOUSE_{name}": "x"})
