"""The platform gets its tables from functions it can call."""

import pytest

from shared.core.checks.data import CHECK
from tests.core.checks.folders import DATA, MODEL_FILE, folder_with, said

ONLY_EVALUATION = {"data.py": "def evaluation_data(context): return 1\n"}
RULES = {"model.yml": f"{MODEL_FILE}MODEL_TYPE: rulebased\n", "train.py": None}
UNTRAINED = {"model.yml": f"{MODEL_FILE}MODEL_TYPE: Unsupervised\n", "train.py": None}


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        pytest.param({"data.py": None}, "data.py is not there", id="no data.py"),
        pytest.param(
            ONLY_EVALUATION,
            "data.py has no function named training_data at its top level",
            id="nothing to train on",
        ),
        pytest.param(
            {"data.py": DATA.replace("def evaluation_data(context)", "def evaluate(context)")},
            "data.py has no function named evaluation_data at its top level",
            id="nothing to be judged by",
        ),
        pytest.param(
            {**ONLY_EVALUATION, "model.yml": f"{MODEL_FILE}MODEL_TYPE: Unsupervised\n"},
            "data.py has no function named training_data at its top level",
            id="an unsupervised model that is trained",
        ),
    ],
)
def test_a_table_nobody_can_ask_for_is_found(changes, remark):
    assert said(CHECK, folder_with(changes)) == [(None, remark)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="both tables"),
        pytest.param({**RULES, **ONLY_EVALUATION}, id="rules need no training data"),
        pytest.param({**UNTRAINED, **ONLY_EVALUATION}, id="nor does what is not trained"),
        pytest.param(
            {**ONLY_EVALUATION, "train.py": None, "model.yml": "["},
            id="nor can more be asked where model.yml is unreadable",
        ),
    ],
)
def test_only_the_tables_that_will_be_asked_for_are_needed(changes):
    assert said(CHECK, folder_with(changes)) == []


def test_a_file_with_nearly_the_right_name_is_pointed_at():
    tree = folder_with({"data.py": None, "src/Data.py": DATA})

    assert "Is src/Data.py meant?" in next(CHECK.findings(tree)).remedy


@pytest.mark.parametrize(
    ("function", "remark"),
    [
        pytest.param("def prepare(context): open('x')", None, id="a preparation"),
        pytest.param("def scoring_data(context): return 1", None, id="data to score"),
        pytest.param(
            "def prepare(): ...",
            "prepare() does not take what the platform gives it",
            id="a preparation of nothing",
        ),
        pytest.param(
            "def prepare(context): yield",
            "prepare is a generator, and does nothing when it is called",
            id="a preparation that waits",
        ),
        pytest.param(
            "def scoring_data(context): ...", "scoring_data returns nothing", id="no data to score"
        ),
    ],
)
def test_optional_functions_are_judged_where_they_are_there(function, remark):
    found = said(CHECK, folder_with({"data.py": f"{function}\n\n{DATA}"}))

    assert [text for _, text in found] == ([remark] if remark else [])
