"""A pipeline that sets what is the platform's to set is found, however it is written."""

from dataclasses import replace

import pytest

from shared.core.checks.platform_variables import CHECK, LONGEST_LINE
from shared.core.findings import Owner, Priority
from shared.core.variables import PLATFORM_VARIABLES
from tests.core.checks.folders import MODEL_FILE, folder_with, said

PIPELINE = "azure-pipelines.yml"
DEEP = """\
stages:
  - stage: Build
    variables:
      OTHER: 1

      # a remark
      WORKSPACE_URL_QA: https://x.example
    jobs:
      - deployment: A
        variables:
        - group: gbi
        - name: SPN_PROD
          value: x
"""
ANCHORS = "base: &base\n  variables:\n    OAUTH2_ID: x\nuse:\n  <<: *base\n---\nb: 1\n"
CONDITION = "variables:\n  - ${{ if eq(1, 1) }}:\n    - name: CMR_Prefix\n      value: x\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("variables:\n  SPN_QA: x\n", [(2, "SPN_QA")], id="a mapping"),
        pytest.param("variables: {A: b, SPN_QA: x}\n", [(1, "SPN_QA")], id="a mapping on one line"),
        pytest.param(
            "variables:\n- name: CMR_SCOPE\n  value: x\n",
            [(2, "CMR_SCOPE")],
            id="a list, not indented",
        ),
        pytest.param(
            "variables:\n  - {value: x, name: 'CMR_SCOPE'}\n",
            [(2, "CMR_SCOPE")],
            id="a list in flow",
        ),
        pytest.param('variables:\n  "spn_qa" : x\n', [(2, "spn_qa")], id="another case, in quotes"),
        pytest.param("variables:\r\n  SPN_QA: x\r\n", [(2, "SPN_QA")], id="lines of Windows"),
        pytest.param("variables:\n  SPN_UAT:\n    x\n", [(2, "SPN_UAT")], id="another environment"),
        pytest.param(DEEP, [(7, "WORKSPACE_URL_QA"), (12, "SPN_PROD")], id="of a stage and a job"),
        pytest.param(ANCHORS, [(3, "OAUTH2_ID")], id="what no reader of settings would take"),
        pytest.param(CONDITION, [(3, "CMR_Prefix")], id="under a condition"),
        pytest.param(
            "steps:\n  - script: echo '##vso[task.setvariable variable=OAUTH2_ID;isOutput=true]x'\n",
            [(2, "OAUTH2_ID")],
            id="by a script",
        ),
    ],
)
def test_a_platform_s_variable_that_is_set_is_found_by_line(text, expected):
    found = said(CHECK, folder_with({PIPELINE: text}))

    assert found == [
        (line, f"{name} is set here, and it is the platform's to set") for line, name in expected
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("variables:\n  A: $(WORKSPACE_URL_QA)\n", id="used"),
        pytest.param("variables:\n  A: b\nWORKSPACE_URL_QA: x\n", id="after the block"),
        pytest.param("steps:\n  - script: x\n    env:\n      SPN_QA: $(SPN_QA)\n", id="handed on"),
        pytest.param("variables:\n  # SPN_QA: x\n  A: b # SPN_QA: x\n", id="in a remark"),
        pytest.param("variables:\n  MY_SPN_QA: x\n  SPN: y\n", id="names that only look like it"),
        pytest.param("variables:\n  - group: SPN_QA\n", id="a group"),
        pytest.param("a: b\n", id="no variables"),
        pytest.param("", id="nothing"),
        pytest.param(
            f"variables:\n  {'x' * LONGEST_LINE}, SPN_QA: x\n", id="very far to the right"
        ),
    ],
)
def test_what_sets_nothing_of_the_platform_s_is_let_through(text):
    assert said(CHECK, folder_with({PIPELINE: text})) == []


@pytest.mark.parametrize("command", ['echo "##vso[{}]prod"', "Write-Host ##vso[{}]prod"])
@pytest.mark.parametrize("path", ["ci/set.sh", "ci/Set.PS1", "set.py", PIPELINE])
def test_what_a_script_tells_the_pipeline_to_set_is_found(path, command):
    line = command.format("task.setvariable variable=SPN_QA")

    assert [number for number, _ in said(CHECK, folder_with({path: f"cd ci\n{line}\n"}))] == [2]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("variables:\n  SPN_QA: x\n", id="no pipeline's block"),
        pytest.param("# echo ##vso[task.setvariable variable=SPN_QA]x\n", id="a remark"),
    ],
)
def test_a_script_that_sets_nothing_is_let_through(text):
    assert said(CHECK, folder_with({"ci/set.sh": text})) == []


@pytest.mark.parametrize("name", sorted(PLATFORM_VARIABLES))
def test_every_variable_of_the_draft_is_found(name):
    assert len(said(CHECK, folder_with({"ci/variables.yaml": f"variables:\n  {name}: x\n"}))) == 1


def test_files_beside_all_models_are_looked_at_once_and_named_from_the_root():
    tree = folder_with(folder="models/churn")
    text = "variables:\n  SPN_QA: x\n"
    outside = {
        PIPELINE: text.encode(),
        "utf16.yml": text.encode("utf-16"),
        "notes.txt": text.encode(),
    }

    found = list(CHECK.findings(replace(tree, outside=outside)))

    assert [one.path for one in found] == [PIPELINE, "utf16.yml"]
    assert {(one.priority, one.owner) for one in found} == {(Priority.REQUIRED, Owner.GBI)}


def test_model_yml_is_judged_elsewhere():
    changes = {"model.yml": f"{MODEL_FILE}SPN_QA: x\nvariables:\n  SPN_QA: x\n"}

    assert said(CHECK, folder_with(changes)) == []


def test_of_very_many_in_one_file_the_first_are_told():
    lines = "".join(f"  SPN_{number}: x\n" for number in range(500))

    assert len(said(CHECK, folder_with({PIPELINE: f"variables:\n{lines}"}))) == 20
