"""Pipeline templates say in their names what they are for, and those that are called are there."""

import pytest

from shared import yaml_reader
from shared.core.checks.folders import tree_of
from shared.core.checks.templates import CHECK
from tests.core.checks.folders import MODEL_FILE, folder_with, said

NAME = "template_azure_test_model.yml"


def misnamed(name):
    return f"the name of the pipeline template {name} does not say its CI, job and purpose"


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        pytest.param(
            "ci/template_test.yml",
            "Name it template-<ci>-test-<purpose>, and its file template_<ci>_test_<purpose>.yml.",
            id="a job only",
        ),
        pytest.param(
            "ci/template_github_test.yml",
            "Name it template-github-test-<purpose>, and its file"
            " template_github_test_<purpose>.yml.",
            id="no purpose",
        ),
        pytest.param(
            "ci/template_travis_test_model.yml",
            "Name it template-<ci>-travis-test-model, and its file"
            " template_<ci>_travis_test_model.yml.",
            id="no CI of the bank's",
        ),
        pytest.param(
            "templates/train.yaml",
            "Name it template-<ci>-train-<purpose>, and its file template_<ci>_train_<purpose>.yml.",
            id="a folder of templates",
        ),
        pytest.param(
            "template.yaml",
            "Name it template-<ci>-<job>-<purpose>, and its file template_<ci>_<job>_<purpose>.yml.",
            id="nothing at all",
        ),
    ],
)
def test_a_template_whose_name_does_not_say_what_it_is_for_is_found(path, remedy):
    (finding,) = CHECK.findings(folder_with({path: "steps:\n- script: pytest\n"}))

    assert finding.path == path
    assert finding.remark == misnamed(path.rpartition("/")[2])
    assert finding.remedy == remedy


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({f"templates/{NAME}": ""}, id="a proper name"),
        pytest.param({"template_ado_build_image_for_jobs.yml": ""}, id="a longer purpose"),
        pytest.param({"Template-Azure-test-model.yaml": ""}, id="dashes, which another check finds"),
        pytest.param({".github/workflows/template.yml": ""}, id="what a tool names"),
        pytest.param({"chart/templates/job.yaml": "", "chart/Chart.yaml": ""}, id="Helm"),
        pytest.param({"templates/page.html": ""}, id="what is no pipeline"),
        pytest.param({"templates/prompt.yml": "text: Dear {name}\n"}, id="a prompt"),
        pytest.param(
            {"model.yml": MODEL_FILE.replace("tables", "template_of_tables"), "template_of_tables.yml": ""},
            id="the template of a data set",
        ),
        pytest.param({"argo.yml": "- template: whalesay\n"}, id="a template within a file"),
        pytest.param({"ci.yml": f"- template: {NAME}@central\n"}, id="another repository's"),
        pytest.param({"ci.yml": "- template: ${{ parameters.job }}.yml\n"}, id="one of several"),
        pytest.param({"notes.txt": "- template: nothing.yml\n"}, id="what is no pipeline either"),
    ],
)  # fmt: skip
def test_other_files_are_let_through(changes):
    assert said(CHECK, folder_with(changes)) == []


@pytest.mark.parametrize(
    ("path", "line", "template"),
    [
        pytest.param("ci/run.yml", f"- template: {NAME}", f"ci/{NAME}", id="Azure, beside it"),
        pytest.param("ci/run.yml", f"  template: '/{NAME}' # x", NAME, id="Azure, from the root"),
        pytest.param(
            ".github/workflows/run.yml",
            "    uses: ./.github/workflows/train.yml",
            ".github/workflows/train.yml",
            id="GitHub, a workflow",
        ),
        pytest.param(
            ".github/workflows/run.yml",
            "    - uses: ./.github/actions/train",
            ".github/actions/train/action.yml",
            id="GitHub, an action",
        ),
        pytest.param(
            ".gitlab-ci.yml",
            "  - local: /ci/template_gitlab_test_model.yml",
            "ci/template_gitlab_test_model.yml",
            id="GitLab",
        ),
    ],
)
def test_a_call_of_a_template_that_is_there_is_let_through(path, line, template):
    assert said(CHECK, folder_with({path: f"a:\n{line}\n", template: "", "ci/x.yml": ""})) == []


def test_what_is_called_is_a_template_and_its_ci_is_known():
    tree = folder_with(
        {"ci/run.yml": "steps:\n- template: steps/train.yml\n", "ci/steps/train.yml": ""}
    )

    (finding,) = CHECK.findings(tree)

    assert (finding.path, finding.line) == ("ci/steps/train.yml", None)
    assert finding.remedy.startswith("Name it template-azure-train-<purpose>")


@pytest.mark.parametrize(
    ("call", "remark", "remedy"),
    [
        pytest.param(
            "template_azure_test_all.yml",
            "the template 'template_azure_test_all.yml' is not there",
            "Add it, or call another.",
            id="nothing there",
        ),
        pytest.param(
            "template-azure-test-model.yaml",
            "the template 'template-azure-test-model.yaml' is not there",
            f"Is {NAME} meant? Then call it so.",
            id="another spelling",
        ),
        pytest.param(
            "../../elsewhere.yml",
            "the template '../../elsewhere.yml' is not there",
            "Add it, or call another.",
            id="outside of the repository",
        ),
    ],
)  # fmt: skip
def test_a_call_of_a_template_that_is_not_there_is_found(call, remark, remedy):
    tree = folder_with({"ci.yml": f"steps:\n- template: {call}\n", NAME: ""})

    (finding,) = CHECK.findings(tree)

    assert (finding.path, finding.line) == ("ci.yml", 2)
    assert (finding.remark, finding.remedy) == (remark, remedy)


def test_a_call_by_a_name_that_is_to_be_changed_is_found():
    name = NAME.replace(".yml", ".yaml")
    (finding,) = CHECK.findings(folder_with({"ci.yml": f"- template: {name}\n", name: ""}))

    assert (finding.line, finding.standard) == (1, "R-007")
    assert finding.remark == f"the template '{name}' does not end in .yml"


def test_the_pipelines_of_the_whole_repository_are_looked_at():
    files = {
        "azure-pipelines.yml": b"- template: ci/train.yml\n- template: models/other/x.yml\n",
        "ci/train.yml": b"",
        "ci/template-azure-test-model.yml": b"",
        "ci/odd.yml": b"\xff",
        "models/a/model.yml": MODEL_FILE.encode(),
        "models/other/model.yml": b"",
    }
    tree = tree_of("models/a", files, read=yaml_reader.read)

    found = [finding for finding in CHECK.findings(tree) if finding.path != "ci/odd.yml"]

    assert [finding.remark for finding in found] == [
        misnamed("template-azure-test-model.yml"),
        misnamed("train.yml"),
    ]
