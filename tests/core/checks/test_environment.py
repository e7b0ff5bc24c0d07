"""A model's libraries are named in one place."""

import pytest

from shared.core.checks.environment import CHECK
from tests.core.checks.folders import MODEL_FILE, folder_with, said

PIP = {"environment.yml": None, "requirements.txt": "pandas==3.1.1\n"}


def naming(line):
    return {"model.yml": f"{MODEL_FILE}{line}\n"}


@pytest.mark.parametrize(
    ("changes", "line", "remark"),
    [
        pytest.param(
            naming("ENVIRONMENT_FILE: conda.yml"),
            10,
            "ENVIRONMENT_FILE names 'conda.yml', which is not there",
            id="a file that is not there",
        ),
        pytest.param(
            {**naming("ENVIRONMENT_FILE: pip.txt"), "pip.txt": b"\xff"},
            10,
            "ENVIRONMENT_FILE names 'pip.txt', which is not UTF-8 text",
            id="a file nobody can read",
        ),
        pytest.param(
            {"requirements.txt": ""},
            None,
            "there are both environment.yml and requirements.txt",
            id="conda and pip",
        ),
        pytest.param(
            {"environment.yml": None},
            None,
            "nothing says which libraries the model needs",
            id="neither conda nor pip",
        ),
    ],
)
def test_libraries_named_nowhere_or_twice_are_found(changes, line, remark):
    assert said(CHECK, folder_with(changes)) == [(line, remark)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="conda by default"),
        pytest.param(PIP, id="pip alone"),
        pytest.param(
            {**naming("ENVIRONMENT_FILE: requirements.txt"), "requirements.txt": ""},
            id="both, and one of them named",
        ),
        pytest.param({**naming("IMAGE: models:1"), "environment.yml": None}, id="an image"),
        pytest.param({"model.yml": "["}, id="a model.yml that the other check finds"),
    ],
)
def test_libraries_named_once_are_let_through(changes):
    assert said(CHECK, folder_with(changes)) == []
