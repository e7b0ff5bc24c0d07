"""Every variable of a model takes what its requirement says, and nothing else."""

import pytest

from shared.core.document import Document
from shared.core.faults import faults_of
from shared.core.variables import FAMILIES, MODEL_VARIABLES, PLATFORM_VARIABLES, is_platforms

BY_NAME = {variable.name: variable for variable in MODEL_VARIABLES}
AUC = {"metric": "auc", "greater_is_better": True}
DIGEST = "@sha256:" + "0123456789abcdef" * 4
LONG = "x" * 201
GOOD = {
    "MODEL_NAME": ["churn", "c", "credit_scoring_2", "a__b_", "c" * 60],
    "TEAM_NAME": ["retail", "Risk & Control", "Größe", "x" * 200],
    "ENVIRONMENT_FILE": ["environment.yml", "conf/requirements.txt", "a-b.yml"],
    "CLUSTER_MIN_WORKER_NODE": [0, 1, 1000],
    "CLUSTER_MAX_WORKER_NODE": [0, 1, 1000],
    "MODEL_TYPE": ["Supervised", "Unsupervised", "rulebased"],
    "ARTIFACTORY_REPOSITORY_MODEL": ["models", "mlops-generic-local", "ml.models/x"],
    "IMAGE": [
        *("models", "models:1.4", "bank.azurecr.io/ml/churn:v1", "localhost:5000/a/b__c-d"),
        *(f"models{DIGEST}", f"BANK.example:5000/models:1{DIGEST}"),
    ],
    "DATABRICKS_RUNTIME": [
        *("17.3 LTS ML", "15.4 LTS", "17.3.x-cpu-ml-scala2.13", "16.4.x-photon-scala2.12"),
        *("18.x-scala2.13", "serverless-v4"),
    ],
    "DATASET_NAME": ["customers", "Loans (all)", "schema.table"],
    "DATASET_TEMPLATE_FILE": ["tables.yml", "conf/tables v2.json", "_legacy/ammf.txt"],
    "ADF_JOB": ["daily", "_daily", "7 days", "score-churn (prod)"],
    "FINANCIAL_ID": ["CC-4711", "004711", 4711, ""],
    "CATEGORY": ["credit", "Risk / credit", ""],
    "owners": [["ada@bank.example"], ["ada@bank.example", "o'neil+x@mail.bank.example"]],
    "thresholds": [[AUC], [AUC] * 100],
    "parameters": [{}, {"target": "left"}, {"depth": {"max": [1, None]}}],
}
NO_TEXT = [1, 1.5, True, [], {}, ["x"], "", " ", " x", "x ", "a\nb", "a\tb", "a\u202eb", LONG]
NO_NUMBER = ["1", -1, 1001, 1.0, True, [], {}, float("nan"), float("inf"), 10**30]
BAD = {
    "MODEL_NAME": [*NO_TEXT, "Churn", "churn-model", "1churn", "_x", "../x", "a b", "c" * 61, "ö"],
    "TEAM_NAME": NO_TEXT,
    "ENVIRONMENT_FILE": [
        *NO_TEXT,
        *("environment.yaml", "../environment.yml", "/environment.yml", "a.yml, b.txt", "a//b.yml"),
        *("conda", ".hidden.yml", "a/.yml", "pyproject.toml"),
    ],
    "CLUSTER_MIN_WORKER_NODE": NO_NUMBER,
    "CLUSTER_MAX_WORKER_NODE": NO_NUMBER,
    "MODEL_TYPE": [*NO_TEXT, "supervised", "SUPERVISED", "rule-based", "RuleBased", "neural"],
    "ARTIFACTORY_REPOSITORY_MODEL": [*NO_TEXT, "a b", "/a", "a//b", "a/../b", "-a", "a?b"],
    "IMAGE": [
        *NO_TEXT,
        *("a image", "Models", "https://bank.example/models", "models:", "models@sha256:c0ffee"),
        *("models:a:b", "/models", "a//b", "models:-x", "host:port/models", "models;rm -rf"),
    ],
    "DATABRICKS_RUNTIME": [*NO_TEXT, "latest", "17.3.x-scala3.0", "serverless", "LTS"],
    "DATASET_NAME": NO_TEXT,
    "DATASET_TEMPLATE_FILE": [
        *NO_TEXT,
        "/etc/passwd",
        "../tables.yml",
        "a/../b",
        "a//b",
        ".x",
        "a\\b",
    ],
    "ADF_JOB": [*NO_TEXT, "a.b", "a/b", "a?b", "a:b", "a*b", "a<b", "a#b", "a%b", "-a", "a\\b"],
    "FINANCIAL_ID": [1.5, True, [], {}, "a\nb", " x", LONG],
    "CATEGORY": [1, 1.5, True, [], {}, "a\nb", " x", LONG],
    "owners": [
        *("ada@bank.example", [], {}, 1, [1], ["ada"], ["a@b"], ["a@b.c, d@e.f"], ["@b.c"]),
        *(["ada@bank.example\nBcc: x@y.z"], ["a@b.c"] * 51, [None], [["a@b.c"]]),
    ],
    "thresholds": ["auc", [], {}, 1, AUC, ["auc"], [AUC] * 101, [AUC, None]],
    "parameters": [1, "x", [], [1], True, {"a;b": 1}, {"": 1}, {"x" * 251: 1}],
}
CASES = [(name, value) for name, values in GOOD.items() for value in values]
BAD_CASES = [(name, value) for name, values in BAD.items() for value in values]


def named(case):
    name, value = case
    return f"{name}={str(value)[:20]!r}"


def faults(name, value):
    document = Document(values={name: value}, lines={name: 7})
    return list(faults_of(document, document.values, (BY_NAME[name],)))


def test_every_variable_is_in_both_tables():
    assert list(GOOD) == list(BAD) == [variable.name for variable in MODEL_VARIABLES]


@pytest.mark.parametrize(("name", "value"), CASES, ids=map(named, CASES))
def test_a_value_that_keeps_the_rule_is_taken(name, value):
    assert faults(name, value) == []


@pytest.mark.parametrize(("name", "value"), BAD_CASES, ids=map(named, BAD_CASES))
def test_a_value_that_breaks_the_rule_is_shown_beside_it_with_a_remedy(name, value):
    variable = BY_NAME[name]

    [fault] = faults(name, value)

    assert fault.remark.startswith(f"{name} is ")
    assert f", where {variable.kind.rule} is asked" in fault.remark
    assert fault.remedy == f"Write `{name}: {variable.example}` with your own value."
    assert (fault.source, fault.line) == (variable.source, 7)


@pytest.mark.parametrize("variable", MODEL_VARIABLES, ids=lambda variable: variable.name)
def test_nothing_is_a_fault_where_something_is_required_and_a_default_where_it_is_not(variable):
    found = [fault.remark for fault in faults(variable.name, None)]

    assert found == ([f"{variable.name} is missing"] if variable.required else [])
    assert not (variable.required and variable.default)


@pytest.mark.parametrize("name", [*sorted(PLATFORM_VARIABLES), "CMR_Prefix", "spn_uat"])
def test_the_platform_s_variables_are_known_in_any_case(name):
    assert is_platforms(name)
    assert is_platforms(name.lower())


@pytest.mark.parametrize("name", ["MODEL_NAME", "SPN", "WORKSPACE", "CLUSTER_MIN_WORKER_NODE"])
def test_a_team_s_variables_are_not_the_platform_s(name):
    assert not is_platforms(name)


def test_every_family_has_members_in_the_draft():
    assert all(any(name.startswith(one) for name in PLATFORM_VARIABLES) for one in FAMILIES)
