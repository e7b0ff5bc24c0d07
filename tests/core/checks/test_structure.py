"""A model is made of plain files that anybody can read."""

import pytest

from shared.core.checks.structure import CHECK
from tests.core.checks.folders import folder_with, said


@pytest.mark.parametrize(
    ("tree", "remark"),
    [
        pytest.param(
            folder_with(links=["helpers.py"]),
            "helpers.py is a symbolic link or a submodule, which is not followed",
            id="a link",
        ),
        pytest.param(
            folder_with({"features.py": "größe = 1".encode("latin-1")}),
            "features.py is not UTF-8 text, so nobody can check it",
            id="a source in another encoding",
        ),
        pytest.param(
            folder_with({"features.py": "a = 1\0"}),
            "features.py is not UTF-8 text, so nobody can check it",
            id="a source that holds a NUL",
        ),
        pytest.param(
            folder_with({"notes.ipynb": b" " * (2 * 1024 * 1024 + 1)}),
            "notes.ipynb is larger than 2 MiB, so nobody can check it",
            id="a notebook full of data",
        ),
        pytest.param(
            folder_with({"train.cpython-311-x86_64-linux-gnu.so": b"\x7fELF\0"}),
            "train.cpython-311-x86_64-linux-gnu.so is compiled, so nobody can check it",
            id="a library that hides a module",
        ),
        pytest.param(
            folder_with({"tests/test_model.py": None, "tests/model.py": ""}),
            "there are no unit tests",
            id="no unit tests",
        ),
        pytest.param(
            folder_with({"data/__init__.py": ""}),
            "the package data/ would be imported in place of data.py",
            id="a package that hides a module",
        ),
    ],
)
def test_what_cannot_be_checked_or_would_be_hidden_is_found(tree, remark):
    assert said(CHECK, tree) == [(None, remark)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="a sound folder"),
        pytest.param(
            {"tests/test_model.py": None, "score_test.py": ""}, id="a test beside what it tests"
        ),
        pytest.param({"examples.parquet": b"PAR1\0\xff"}, id="data that is not text"),
        pytest.param({"data/examples.csv": "a,b\n"}, id="a folder of data beside data.py"),
    ],
)
def test_plain_files_are_let_through(changes):
    assert said(CHECK, folder_with(changes)) == []


def test_a_notebook_full_of_data_is_to_be_cleared():
    tree = folder_with({"notes.ipynb": b" " * (2 * 1024 * 1024 + 1)})

    assert next(CHECK.findings(tree)).remedy == "Clear its outputs, and save it again."
