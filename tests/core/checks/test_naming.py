"""Files are named alike, but for names that a tool insists on."""

import pytest

from shared.core.checks.naming import CHECK
from tests.core.checks.folders import folder_with


@pytest.mark.parametrize(
    ("path", "remark", "standard", "remedy"),
    [
        pytest.param(
            "conf/tables.yaml",
            "tables.yaml does not end in .yml",
            "R-007",
            "Rename it to tables.yml.",
            id="yaml",
        ),
        pytest.param(
            "TABLES.YML",
            "TABLES.YML does not end in .yml",
            "R-007",
            "Rename it to TABLES.yml.",
            id="yml in capitals",
        ),
        pytest.param(
            "src/load-data.py",
            "load-data.py has a dash",
            "R-008",
            "Rename it to load_data.py.",
            id="a dash",
        ),
        pytest.param(
            "docs/azure-pipelines.yaml",
            "azure-pipelines.yaml does not end in .yml",
            "R-007",
            "Rename it to azure-pipelines.yml.",
            id="an exempt name misspelt",
        ),
    ],
)
def test_a_name_against_the_rules_is_found(path, remark, standard, remedy):
    finding = next(CHECK.findings(folder_with({path: ""})))

    assert (finding.path, finding.remark, finding.standard) == (path, remark, standard)
    assert finding.remedy == remedy


def test_a_name_against_both_rules_is_found_twice():
    found = CHECK.findings(folder_with(links=["my-tables.yaml"]))

    assert [finding.standard for finding in found] == ["R-007", "R-008"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("src/load_data.py", id="underscores"),
        pytest.param("model-v1/load.py", id="a dash in a folder's name"),
        pytest.param("azure-pipelines.yml", id="Azure Pipelines"),
        pytest.param(".pre-commit-config.yaml", id="pre-commit"),
        pytest.param("bitbucket-pipelines.yml", id="Bitbucket"),
        pytest.param(".tool-versions", id="asdf"),
        pytest.param("model/MLmodel", id="MLflow"),
        pytest.param(".github/workflows/run-tests.yaml", id="GitHub"),
        pytest.param(".copier-answers.yml", id="copier"),
        pytest.param("models/churn/conda.yaml", id="MLflow's environment"),
        pytest.param("chart/Chart.yaml", id="Helm"),
        pytest.param("web/package-lock.json", id="npm"),
    ],
)
def test_a_name_within_the_rules_or_exempt_is_let_through(path):
    assert list(CHECK.findings(folder_with({path: ""}))) == []


def test_only_a_folder_at_the_root_is_exempt_as_a_tool_s_own():
    tree = folder_with({".github/run-tests.yml": ""}, folder="models/churn")

    (finding,) = CHECK.findings(tree)

    assert finding.path == "models/churn/.github/run-tests.yml"
