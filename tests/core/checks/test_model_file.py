"""model.yml as a check sees it: missing, unreadable, at fault, or a specification."""

import pytest

from shared.core.checks.model_file import CHECK, spec_of
from shared.core.findings import Owner, Priority
from tests.core.checks.folders import MODEL_FILE, folder_with, said


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"model.yml": None}, [(None, "model.yml is not there")], id="missing"),
        pytest.param({"model.yml": b"\xff"}, [(None, "model.yml is not UTF-8 text")], id="binary"),
        pytest.param(
            {"model.yml": "a: 1\na: 2\n"},
            [(2, "model.yml cannot be read: 'a' is given twice")],
            id="unreadable",
        ),
        pytest.param(
            {"model.yml": MODEL_FILE.replace("TEAM_NAME", "TEAM").replace("0.8", "high")},
            [
                (None, "TEAM_NAME is missing"),
                (2, "TEAM is unknown"),
                (9, "thresholds.0.threshold is 'high', where a finite number is asked"),
            ],
            id="several faults at once",
        ),
    ],
)
def test_a_model_file_that_is_no_good_is_found_and_gives_no_specification(changes, expected):
    tree = folder_with(changes)

    assert said(CHECK, tree) == expected
    assert spec_of(tree) is None


def test_a_sound_model_file_gives_a_specification():
    tree = folder_with()

    assert said(CHECK, tree) == []
    assert spec_of(tree).model_name == "churn"


def test_a_fault_cites_the_requirement_of_its_variable():
    (finding,) = CHECK.findings(folder_with({"model.yml": f"{MODEL_FILE}MODEL_TYPE: neural\n"}))

    assert finding.standard == "R-035"
    assert (finding.priority, finding.owner) == (Priority.REQUIRED, Owner.GBI)


def test_a_model_file_under_another_name_is_pointed_at():
    (finding,) = CHECK.findings(folder_with({"model.yml": None, "Model.yaml": MODEL_FILE}))

    assert "Is Model.yaml meant?" in finding.remedy
