"""The table specification that a job is told of is there."""

import pytest

from shared.core.checks.dataset import CHECK
from tests.core.checks.folders import MODEL_FILE, folder_with, said


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        pytest.param({"tables.yml": None}, "which is not there", id="missing"),
        pytest.param({"tables.yml": b"\xff"}, "which is not UTF-8 text", id="no text"),
        pytest.param({"tables.yml": None, "conf/tables.yml": ""}, "which is not there", id="moved"),
    ],
)
def test_a_file_that_no_job_could_read_is_found(changes, remark):
    expected = f"DATASET_TEMPLATE_FILE names 'tables.yml', {remark}"

    assert said(CHECK, folder_with(changes)) == [(4, expected)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="it is there"),
        pytest.param({"model.yml": MODEL_FILE.replace("tables.yml", "../x")}, id="no path at all"),
        pytest.param({"model.yml": MODEL_FILE.replace("tables.yml", "")}, id="nothing named"),
        pytest.param({"model.yml": "["}, id="nothing that can be read"),
    ],
)
def test_the_rest_is_let_through_or_found_elsewhere(changes):
    assert said(CHECK, folder_with(changes)) == []
