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
        pytest.param(naming("ENVIRONMENT_FILE: 3"), id="no name, which the other check finds"),
        pytest.param(naming("ENVIRONMENT_FILE: env.yaml"), id="no such name, either"),
        pytest.param({"model.yml": "["}, id="a model.yml that the other check finds"),
    ],
)
def test_libraries_named_once_are_let_through(changes):
    assert said(CHECK, folder_with(changes)) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param(
            {**PIP, "requirements.txt": "pandas\n-r more.txt\n"},
            (1, "requirements.txt", 2, "-r is an option, which no job takes"),
            id="an option in a pip file",
        ),
        pytest.param(
            {"environment.yml": "dependencies:\n  - pandas\n  - cudatoolkit=11\n"},
            (1, "environment.yml", 3, "'cudatoolkit=11': only conda has that"),
            id="what only conda has",
        ),
        pytest.param(
            {"environment.yml": "name: churn\n"},
            (1, "environment.yml", None, "there is no list of dependencies"),
            id="a conda file that asks for nothing",
        ),
        pytest.param(
            {"environment.yml": "a: &b 1\n"},
            (1, "environment.yml", 1, "an anchor or alias (`&`, `*`) is used"),
            id="a conda file that nobody reads",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\ndependencies = ['x @ https://e.example/x']\n"},
            (3, "pyproject.toml", 2, "'x' is a link or a path"),
            id="a link in pyproject.toml",
        ),
        pytest.param(
            {**PIP, "requirements.txt": "pandas==2.2.3 --hash=sha256:00\n"},
            (
                4,
                "requirements.txt",
                None,
                "hashes are given, and a cluster's libraries are installed without comparing them",
            ),
            id="hashes that nobody compares",
        ),
    ],
)
def test_lines_that_no_job_can_have_are_found(changes, found):
    (finding,) = CHECK.findings(folder_with(changes))

    assert (int(finding.priority), finding.path, finding.line, finding.remark) == found
